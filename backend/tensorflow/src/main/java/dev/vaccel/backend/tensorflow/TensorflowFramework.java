package dev.vaccel.backend.tensorflow;

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
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * TensorFlow. Its libraries (650 MB) are loaded with the first model: an agent that has them
 * installed and never runs one should not pay for them. Thread-safe.
 */
final class TensorflowFramework implements Framework {
  private final Path directory;
  private final TensorflowSettings settings;

  /**
   * For the libraries in a directory.
   *
   * @param directory where TensorFlow is installed
   */
  TensorflowFramework(Path directory, TensorflowSettings settings) {
    this.directory = directory;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "tensorflow";
  }

  /** Of the package: asking the library would load it. */
  @Override
  public String version() {
    return new TensorflowPackage().version();
  }

  @Override
  public Device device() {
    return Device.CPU;
  }

  @Override
  public Set<ModelFormat> formats() {
    return Set.of(ModelFormat.SAVEDMODEL, ModelFormat.FROZENGRAPH);
  }

  @Override
  public LoadedModel load(ModelFile file) throws IOException {
    TensorflowBindings tensorflow = TensorflowLibrary.load(directory);
    return file.description().format() == ModelFormat.FROZENGRAPH
        ? loadFrozenGraph(tensorflow, file)
        : loadSavedModel(tensorflow, file);
  }

  /** The library stays in the process. */
  @Override
  public void close() {}

  private LoadedModel loadSavedModel(TensorflowBindings tensorflow, ModelFile file)
      throws IOException {
    SavedModelFile saved = SavedModelFile.read(file.path(), file.name());
    if (!settings.allowFileOperations()) {
      saved.check();
    }
    SavedModelFile.Signature signature = saved.signature();
    long bytes = file.bytes();
    try (Arena arena = Arena.ofConfined();
        TensorflowStatus status = new TensorflowStatus(tensorflow)) {
      MemorySegment graph = tensorflow.newGraph();
      MemorySegment options = options(tensorflow, arena, status);
      MemorySegment session = MemorySegment.NULL;
      try {
        MemorySegment tags = arena.allocateFrom(ValueLayout.ADDRESS, arena.allocateFrom(tag()));
        session =
            tensorflow.loadSavedModel(
                options,
                arena.allocateFrom(file.path().toString()),
                tags,
                1,
                graph,
                status.segment());
        require(status, file);
        return new TensorflowModel(
            tensorflow, file.name(), bytes, runOptions(), graph, session, signature);
      } catch (RuntimeException | Error e) {
        discard(tensorflow, session, graph, status);
        throw e;
      } finally {
        tensorflow.deleteOptions(options);
      }
    }
  }

  private LoadedModel loadFrozenGraph(TensorflowBindings tensorflow, ModelFile file)
      throws IOException {
    long bytes = Files.size(file.path());
    try (Arena arena = Arena.ofConfined();
        TensorflowStatus status = new TensorflowStatus(tensorflow)) {
      FrozenGraph frozen = FrozenGraph.read(file, arena);
      if (!settings.allowFileOperations()) {
        frozen.check();
      }
      MemorySegment graph = tensorflow.newGraph();
      MemorySegment buffer = tensorflow.newBuffer(frozen.data());
      MemorySegment options = options(tensorflow, arena, status);
      MemorySegment session = MemorySegment.NULL;
      try {
        tensorflow.importGraph(graph, buffer, status.segment());
        require(status, file);
        SavedModelFile.Signature signature = frozen.signature(tensorflow, graph);
        session = tensorflow.newSession(graph, options, status.segment());
        require(status, file);
        return new TensorflowModel(
            tensorflow, file.name(), bytes, runOptions(), graph, session, signature);
      } catch (RuntimeException | Error e) {
        discard(tensorflow, session, graph, status);
        throw e;
      } finally {
        tensorflow.deleteOptions(options);
        tensorflow.deleteBuffer(buffer);
      }
    }
  }

  private static void discard(
      TensorflowBindings tensorflow,
      MemorySegment session,
      MemorySegment graph,
      TensorflowStatus status) {
    if (session.address() != 0) {
      tensorflow.deleteSession(session, status.segment());
    }
    tensorflow.deleteGraph(graph);
  }

  private static String tag() {
    return SavedModelFile.TAG;
  }

  private static void require(TensorflowStatus status, ModelFile file) {
    if (!status.isOk()) {
      throw TensorflowErrors.refusedModel(
          file.name(), file.path().toString(), status.code(), status.message());
    }
  }

  /**
   * ConfigProto: 2 intra_op_parallelism_threads, 5 inter_op_parallelism_threads. Both pools are the
   * process's: the first session fixes their sizes.
   */
  private MemorySegment options(
      TensorflowBindings tensorflow, Arena arena, TensorflowStatus status) {
    MemorySegment options = tensorflow.newOptions();
    byte[] config =
        ProtoWriter.numbers(2, settings.threads(), 5, Runtime.getRuntime().availableProcessors());
    MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, config);
    tensorflow.setConfig(options, bytes, status.segment());
    if (!status.isOk()) {
      tensorflow.deleteOptions(options);
      throw new UnsupportedException(
          ErrorCode.NO_BACKEND, "back end tensorflow: " + status.message());
    }
    return options;
  }

  /**
   * RunOptions: 3 inter_op_thread_pool. -1 computes on the thread of the caller: no hand-over, and
   * runs beside each other do not wait for a pool.
   */
  private byte[] runOptions() {
    return settings.threads() == 1 ? ProtoWriter.numbers(3, -1) : new byte[0];
  }
}
