package dev.vaccel.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.Device;
import dev.vaccel.backend.tensor.Framework;
import dev.vaccel.backend.tensor.LoadedModel;
import dev.vaccel.backend.tensor.ModelFile;
import dev.vaccel.model.ModelFormat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ONNX Runtime. Thread-safe. */
final class OnnxFramework implements Framework {
  /** Where external data of a model file on its own would be looked for: no such folder. */
  private static final String NOWHERE = "/nonexistent/no-external-data-beside-a-single-file";

  private final OrtEnvironment environment;
  private final OnnxSettings settings;

  OnnxFramework(OrtEnvironment environment, OnnxSettings settings) {
    this.environment = environment;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "onnx";
  }

  /** {@code 1.29.0}, and why the devices that do not work here do not. */
  @Override
  public String version() {
    Map<String, List<String>> missing = new LinkedHashMap<>();
    for (OnnxDevice.Kind kind : OnnxDevice.Kind.values()) {
      OnnxDevice other = new OnnxDevice(kind, 0);
      other
          .unavailableBecause()
          .ifPresent(
              reason -> missing.computeIfAbsent(reason, _ -> new ArrayList<>()).add(other.id()));
    }
    StringBuilder text = new StringBuilder(environment.getVersion());
    missing.forEach(
        (reason, devices) ->
            text.append(" (no ")
                .append(String.join(", ", devices))
                .append(": ")
                .append(reason)
                .append(')'));
    return text.toString();
  }

  @Override
  public Device device() {
    return settings.device().device();
  }

  @Override
  public Set<ModelFormat> formats() {
    return Set.of(ModelFormat.ONNX);
  }

  @Override
  public LoadedModel load(ModelFile file) throws IOException {
    try (SessionOptions options = options()) {
      return file.alone() ? loadBytes(file, options) : loadFile(file, options);
    } catch (OrtException e) {
      // A bundle's model may have named what lies beside it.
      Path told = file.alone() ? file.path() : file.path().getParent();
      throw OnnxErrors.refusedModel(file.name(), String.valueOf(told), e);
    }
  }

  /** The environment is the process's and stays. */
  @Override
  public void close() {}

  /** A file in a bundle's own folder: weights that it names may lie beside it. */
  private LoadedModel loadFile(ModelFile file, SessionOptions options)
      throws IOException, OrtException {
    long bytes = file.bytes();
    return wrap(file.name(), environment.createSession(file.path().toString(), options), bytes);
  }

  /**
   * A file on its own. Beside it lies whatever else its folder holds, in a store the models of
   * other tenants: it gets no chance to name them as its weights, so ONNX Runtime sees bytes and no
   * path.
   */
  private LoadedModel loadBytes(ModelFile file, SessionOptions options)
      throws IOException, OrtException {
    options.addConfigEntry("session.model_external_initializers_file_folder_path", NOWHERE);
    try (FileChannel channel = FileChannel.open(file.path());
        Arena arena = Arena.ofConfined()) {
      long bytes = channel.size();
      if (bytes > Integer.MAX_VALUE) {
        throw new UnsupportedException(
            ErrorCode.UNSUPPORTED_TYPE,
            file.name()
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
      return wrap(file.name(), environment.createSession(buffer.flip(), options), bytes);
    }
  }

  private LoadedModel wrap(String name, OrtSession session, long bytes) throws OrtException {
    try {
      return new OnnxModel(environment, name, session, bytes);
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
}
