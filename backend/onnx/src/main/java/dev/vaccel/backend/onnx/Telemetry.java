package dev.vaccel.backend.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * Keeps ONNX Runtime's telemetry client from starting. Version 1.29 reads this process's command
 * line for it with a recursion that overflows the stack, and so ends the process, where that is
 * some kilobytes long (a class path); it also writes an identity below the cache directory. Its own
 * switch comes too late for both: only the environment is looked at in time.
 */
final class Telemetry {
  private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

  private Telemetry() {}

  /**
   * Sets the variable, unless somebody has decided already; before the library is loaded.
   *
   * @throws IllegalCallerException if this JVM forbids native access
   */
  @SuppressWarnings("restricted") // The JVM has no way to change its own environment.
  static void disable() {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      int _ =
          (int)
              linker
                  .downcallHandle(
                      linker.defaultLookup().findOrThrow("setenv"),
                      FunctionDescriptor.of(
                          ValueLayout.JAVA_INT,
                          ValueLayout.ADDRESS,
                          ValueLayout.ADDRESS,
                          ValueLayout.JAVA_INT))
                  .invokeExact(arena.allocateFrom(VARIABLE), arena.allocateFrom("1"), 0);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new AssertionError("a downcall threw a checked exception", failure);
    }
  }
}
