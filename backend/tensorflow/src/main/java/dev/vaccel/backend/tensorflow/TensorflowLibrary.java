package dev.vaccel.backend.tensorflow;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Loads TensorFlow into this process, once: it cannot be unloaded. Thread-safe. */
final class TensorflowLibrary {
  private static final String FILE = "libtensorflow_cc.so.2";
  private static @Nullable TensorflowBindings loaded;

  private TensorflowLibrary() {}

  /**
   * The process's TensorFlow.
   *
   * @param directory where it is installed; what was loaded first counts
   * @throws UnsupportedException with the reason why it cannot be loaded
   */
  @SuppressWarnings("restricted")
  static synchronized TensorflowBindings load(Path directory) {
    if (loaded == null) {
      try {
        // Its log goes to stderr, where a guest could fill a disk with it: what goes wrong comes
        // back as a status.
        TensorflowBindings.setEnvironment("TF_CPP_MIN_LOG_LEVEL", "3");
        SymbolLookup symbols = SymbolLookup.libraryLookup(directory.resolve(FILE), Arena.global());
        loaded = new TensorflowBindings(symbols);
      } catch (IllegalArgumentException | IllegalCallerException e) {
        String hint =
            e instanceof IllegalCallerException
                ? "; start with --enable-native-access=dev.vaccel.backend.tensorflow"
                : "; it may be damaged: vaccel backend remove tensorflow, then add it again";
        throw new UnsupportedException(
            ErrorCode.NO_BACKEND,
            "back end tensorflow: "
                + directory.resolve(FILE)
                + " does not load: "
                + e.getMessage()
                + hint,
            e);
      }
    }
    return loaded;
  }
}
