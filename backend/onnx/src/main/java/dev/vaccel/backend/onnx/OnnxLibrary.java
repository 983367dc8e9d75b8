package dev.vaccel.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Loads ONNX Runtime into this process, once. Thread-safe. */
final class OnnxLibrary {
  private static @Nullable String failure;

  private OnnxLibrary() {}

  /**
   * The process's environment.
   *
   * @param cacheDir where the native library is unpacked if this is the first time
   * @throws UnsupportedException with the reason why it cannot be loaded
   */
  static synchronized OrtEnvironment environment(Path cacheDir) {
    if (failure != null) {
      throw new UnsupportedException(ErrorCode.NO_BACKEND, failure);
    }
    NativeFiles.prepare(cacheDir);
    try {
      Telemetry.disable();
      // FATAL: what goes wrong in a run comes back as an exception; on stderr a guest could fill a
      // disk with it.
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "vaccel");
      environment.setTelemetry(false); // Where the variable says otherwise, events at least.
      return environment;
    } catch (LinkageError | RuntimeException | OrtException e) {
      // The class stays broken for this process, and says why only the first time.
      failure = "back end onnx: ONNX Runtime does not load: " + reason(e);
      throw new UnsupportedException(ErrorCode.NO_BACKEND, failure, e);
    }
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof IllegalCallerException) {
      return root.getMessage() + "; start with --enable-native-access=com.microsoft.onnxruntime";
    }
    return root.toString();
  }
}
