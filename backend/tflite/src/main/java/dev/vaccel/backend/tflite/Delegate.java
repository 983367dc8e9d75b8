package dev.vaccel.backend.tflite;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An external delegate: a library that makes delegates, such as that of an Edge TPU. Called
 * directly: TensorFlow Lite's own loader (external_delegate.cc) tells neither what is wrong with a
 * library nor what the delegate says, and crashes when a delegate that was not made is deleted.
 * Thread-safe as far as the library is; this class makes and deletes one at a time.
 */
@SuppressWarnings("restricted") // the two functions of the operator's own library
final class Delegate {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final ThreadLocal<StringBuilder> SAID =
      ThreadLocal.withInitial(StringBuilder::new);
  private static final MemorySegment REPORT = reporter();

  private final TfliteSettings.DelegateSetting setting;
  private final MethodHandle create;
  private final MethodHandle destroy;

  private Delegate(TfliteSettings.DelegateSetting setting, SymbolLookup library) {
    this.setting = setting;
    // TfLiteDelegate *(const char *const *keys, const char *const *values, size_t count,
    //     void (*report_error)(const char *))
    this.create =
        LINKER.downcallHandle(
            library.findOrThrow("tflite_plugin_create_delegate"),
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    this.destroy =
        LINKER.downcallHandle(
            library.findOrThrow("tflite_plugin_destroy_delegate"),
            FunctionDescriptor.ofVoid(ADDRESS));
  }

  /**
   * Loads the library, for as long as the process lives.
   *
   * @throws UnsupportedException NO_BACKEND with the loader's words
   */
  static Delegate load(TfliteSettings.DelegateSetting setting) {
    try {
      // A bare name is looked for where the system's loader looks.
      boolean bare = setting.library().getNameCount() == 1 && !setting.library().isAbsolute();
      if (!bare && !Files.exists(setting.library())) {
        throw failure(setting, "no such file", null);
      }
      return new Delegate(
          setting,
          bare
              ? SymbolLookup.libraryLookup(setting.library().toString(), Arena.global())
              : SymbolLookup.libraryLookup(setting.library(), Arena.global()));
    } catch (IllegalArgumentException e) {
      throw failure(setting, "does not load: " + e.getMessage(), e);
    } catch (NoSuchElementException e) {
      throw failure(
          setting,
          "has no tflite_plugin_create_delegate and tflite_plugin_destroy_delegate: it is no"
              + " delegate of TensorFlow Lite",
          e);
    }
  }

  /** For listings. */
  String name() {
    return String.valueOf(setting.library().getFileName());
  }

  /**
   * A delegate of its own for an interpreter.
   *
   * @throws UnsupportedException NO_BACKEND with what the library said
   */
  synchronized MemorySegment create() {
    try (Arena arena = Arena.ofConfined()) {
      List<String> keys = new ArrayList<>(setting.options().keySet());
      MemorySegment names = strings(arena, keys);
      MemorySegment values = strings(arena, new ArrayList<>(setting.options().values()));
      SAID.get().setLength(0);
      MemorySegment delegate =
          (MemorySegment) create.invokeExact(names, values, (long) keys.size(), REPORT);
      if (delegate.address() == 0) {
        String said = SAID.get().toString();
        throw failure(
            setting,
            "makes no delegate" + (said.isEmpty() ? ", and says nothing" : ": " + said),
            null);
      }
      return delegate;
    } catch (Throwable e) {
      throw TfliteBindings.unexpected(e);
    }
  }

  /** Deletes a delegate that no interpreter uses. */
  synchronized void delete(MemorySegment delegate) {
    try {
      destroy.invokeExact(delegate);
    } catch (Throwable e) {
      throw TfliteBindings.unexpected(e);
    }
  }

  private static MemorySegment strings(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ADDRESS, Math.max(1, texts.size()));
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i)));
    }
    return array;
  }

  private static UnsupportedException failure(
      TfliteSettings.DelegateSetting setting, String why, @Nullable Throwable cause) {
    return new UnsupportedException(
        ErrorCode.NO_BACKEND, "back end tflite: delegate " + setting.library() + " " + why, cause);
  }

  private static MemorySegment reporter() {
    try {
      return LINKER.upcallStub(
          MethodHandles.lookup()
              .findStatic(
                  Delegate.class, "report", MethodType.methodType(void.class, MemorySegment.class)),
          FunctionDescriptor.ofVoid(ADDRESS),
          Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  // Nothing may escape into native code. Called on the thread that creates.
  @SuppressWarnings("unused") // called by the library
  private static void report(MemorySegment message) {
    try {
      StringBuilder said = SAID.get();
      if (said.length() < 500) {
        said.append(said.isEmpty() ? "" : "; ").append(TfliteBindings.text(message).strip());
      }
    } catch (Throwable _) {
      // said in vain
    }
  }
}
