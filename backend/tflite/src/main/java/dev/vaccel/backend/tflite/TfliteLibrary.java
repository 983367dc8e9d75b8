package dev.vaccel.backend.tflite;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Loads TensorFlow Lite into this process, once: it cannot be unloaded. Thread-safe. */
final class TfliteLibrary {
  private static @Nullable TfliteBindings loaded;

  private TfliteLibrary() {}

  /**
   * The process's library.
   *
   * @param file the library, if this is the first time
   * @throws UnsupportedException with the reason why it cannot be loaded
   */
  static synchronized TfliteBindings load(Path file) {
    TfliteBindings bindings = loaded;
    if (bindings == null) {
      try {
        bindings = TfliteBindings.load(file);
      } catch (IllegalArgumentException | NoSuchElementException | IllegalCallerException e) {
        throw new UnsupportedException(
            ErrorCode.NO_BACKEND,
            "back end tflite: TensorFlow Lite does not load: "
                + e.getMessage()
                + (e instanceof IllegalCallerException
                    ? "; start with --enable-native-access=dev.vaccel.backend.tflite"
                    : ""),
            e);
      }
      // What goes wrong comes back as an exception; on stderr a guest could fill a disk with it.
      bindings.silence();
      loaded = bindings;
    }
    return bindings;
  }
}
