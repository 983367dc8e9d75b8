package dev.vaccel.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.model.Bundles;
import dev.vaccel.model.ModelFormat;
import dev.vaccel.model.OpenBundle;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Makes a {@link LoadedModel} of a resource. Thread-safe. */
final class ModelLoader {
  /** Where external data of a model file on its own would be looked for: no such folder. */
  private static final String NOWHERE = "/nonexistent/no-external-data-beside-a-single-file";

  private final OrtEnvironment environment;
  private final OnnxSettings settings;

  ModelLoader(OrtEnvironment environment, OnnxSettings settings) {
    this.environment = environment;
    this.settings = settings;
  }

  /**
   * Loads the model of a bundle or bare file.
   *
   * @param name for messages
   */
  LoadedModel load(Path resource, String name) {
    try (OpenBundle opened = Bundles.open(resource);
        SessionOptions options = options()) {
      ModelFormat format = opened.bundle().description().format();
      if (format != ModelFormat.ONNX) {
        throw new UnsupportedException(
            ErrorCode.UNSUPPORTED_TYPE,
            name
                + " is a model of format "
                + format.bundleName()
                + ": the back end onnx runs onnx");
      }
      Path file = opened.modelPath();
      boolean alone = Files.isRegularFile(resource) && file.equals(resource);
      return alone ? loadBytes(file, name, options) : loadFile(file, name, options);
    } catch (IOException e) {
      throw new ResourceException(
          ErrorCode.CORRUPT, name + " cannot be read: " + e.getMessage(), e);
    } catch (OrtException e) {
      throw OnnxErrors.refusedModel(name, resource.toString(), e);
    }
  }

  /** A file in a bundle's own folder: weights that it names may lie beside it. */
  private LoadedModel loadFile(Path file, String name, SessionOptions options) throws IOException {
    try {
      long bytes = folderBytes(file);
      return wrap(name, environment.createSession(file.toString(), options), bytes);
    } catch (OrtException e) {
      throw OnnxErrors.refusedModel(name, String.valueOf(file.getParent()), e);
    }
  }

  /**
   * A file on its own. Beside it lies whatever else its folder holds, in a store the models of
   * other tenants: it gets no chance to name them as its weights, so ONNX Runtime sees bytes and no
   * path.
   */
  private LoadedModel loadBytes(Path file, String name, SessionOptions options)
      throws IOException, OrtException {
    options.addConfigEntry("session.model_external_initializers_file_folder_path", NOWHERE);
    try (FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofConfined()) {
      long bytes = channel.size();
      if (bytes > Integer.MAX_VALUE) {
        throw new UnsupportedException(
            ErrorCode.UNSUPPORTED_TYPE,
            name
                + " has "
                + bytes
                + " bytes: an ONNX file has less than 2 GiB, larger models keep"
                + " their weights in files beside it, in one bundle");
      }
      MemorySegment content = arena.allocate(Math.max(1, bytes)).asSlice(0, bytes);
      ByteBuffer buffer = content.asByteBuffer();
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // until the file is read
      }
      return wrap(name, environment.createSession(buffer.flip(), options), bytes);
    }
  }

  private static LoadedModel wrap(String name, OrtSession session, long bytes) throws OrtException {
    try {
      return new LoadedModel(name, session, bytes);
    } catch (RuntimeException | OrtException e) {
      session.close();
      throw e;
    }
  }

  private SessionOptions options() throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    options.setIntraOpNumThreads(settings.threads());
    options.setInterOpNumThreads(1);
    // A pool that spins between runs takes the cores that other sessions' runs need.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    settings.device().addTo(options);
    return options;
  }

  private static long folderBytes(Path file) throws IOException {
    List<Path> files;
    Path folder = file.getParent();
    try (Stream<Path> tree = Files.walk(folder == null ? file : folder)) {
      files = tree.filter(Files::isRegularFile).toList();
    }
    long bytes = 0;
    for (Path each : files) {
      bytes += Files.size(each);
    }
    return bytes;
  }
}
