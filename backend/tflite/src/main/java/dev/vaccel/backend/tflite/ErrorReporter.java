package dev.vaccel.backend.tflite;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * What TensorFlow Lite calls with its messages: {@code void (*)(void *user_data, const char
 * *format, va_list args)}. The format is filled in by libc's vsnprintf: to both of Linux's calling
 * conventions that this project knows (x86-64 and aarch64) a va_list is an argument by reference.
 */
@SuppressWarnings("restricted") // one function pointer for TensorFlow Lite, and vsnprintf
final class ErrorReporter {
  private static final long MOST_BYTES = 1024;
  private static final Linker LINKER = Linker.nativeLinker();

  // int vsnprintf(char *to, size_t size, const char *format, va_list args)
  private static final MethodHandle VSNPRINTF =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("vsnprintf"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));

  /** For as long as the process lives. */
  static final MemorySegment FUNCTION =
      stub(
          "report",
          MethodType.methodType(
              void.class, MemorySegment.class, MemorySegment.class, MemorySegment.class),
          FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));

  private ErrorReporter() {}

  /** What tells the function whose message it is: a number in the place of an address. */
  static MemorySegment userData(ErrorLog log) {
    return MemorySegment.ofAddress(log.number());
  }

  /** A function pointer to a method of this class; lives as long as the process. */
  private static MemorySegment stub(String method, MethodType type, FunctionDescriptor function) {
    try {
      return LINKER.upcallStub(
          MethodHandles.lookup().findStatic(ErrorReporter.class, method, type),
          function,
          Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  // Nothing may escape into native code: it would end the process.
  @SuppressWarnings("unused") // called by TensorFlow Lite
  private static void report(MemorySegment userData, MemorySegment format, MemorySegment args) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(MOST_BYTES);
      int _ = (int) VSNPRINTF.invokeExact(text, MOST_BYTES, format, args);
      ErrorLog.add(userData.address(), TfliteBindings.text(text));
    } catch (Throwable _) {
      ErrorLog.add(userData.address(), "(a message that cannot be read)");
    }
  }
}
