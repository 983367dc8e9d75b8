package dev.vaccel.cli;

import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.model.BundleDescription;
import dev.vaccel.model.Bundles;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.OpenBundle;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * A model that is measured.
 *
 * @param name for people
 * @param path its file or bundle
 * @param backend what runs it; empty: not known
 * @param input what its bundle says of its first input
 * @param inputBytes of all inputs together; 0: not known
 */
record BenchModel(String name, Path path, String backend, ModelInput input, long inputBytes) {
  /** One of which nobody was asked yet what runs it. */
  static BenchModel of(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw Failure.failed("model " + path + " does not exist");
    }
    try (OpenBundle opened = Bundles.open(path)) {
      BundleDescription said = opened.bundle().description();
      ModelInput first = said.inputs().isEmpty() ? ModelInput.GUESS : said.inputs().getFirst();
      return new BenchModel(name(path), path, "", first, 0);
    }
  }

  private static String name(Path path) {
    Path file = path.toAbsolutePath().normalize().getFileName();
    String name = file == null ? "model" : file.toString().toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /**
   * The same with what runs it in a session.
   *
   * @throws dev.vaccel.api.VaccelException if nothing does, with the reason
   */
  BenchModel runIn(Session session) {
    TensorApi api = session.api(TensorApi.class);
    ModelHandle handle = api.load(register(session));
    try (Arena arena = Arena.ofConfined()) {
      ModelInfo info = api.describe(handle);
      long bytes =
          ZeroInputs.of(info, input, arena::allocate).stream()
              .mapToLong(each -> each.tensor().data().byteSize())
              .sum();
      return new BenchModel(name, path, info.backend(), input, bytes);
    } finally {
      api.unload(handle);
    }
  }

  /** Where a model goes that nothing runs. */
  @FunctionalInterface
  interface LeftOut {
    /** Takes it, or throws. */
    void add(BenchModel model, UnsupportedException why);
  }

  /** Those that run here and in an agent, with what runs them there. */
  static List<BenchModel> runnable(
      List<BenchModel> models, Session here, Session agent, LeftOut leftOut) {
    List<BenchModel> found = new ArrayList<>();
    for (BenchModel model : models) {
      try {
        model.runIn(here);
        found.add(model.runIn(agent));
      } catch (UnsupportedException e) {
        leftOut.add(model, e);
      }
    }
    return found;
  }

  /** As {@link #of(Path)}, of several. */
  static List<BenchModel> of(List<Path> paths) throws IOException {
    List<BenchModel> models = new ArrayList<>();
    for (Path path : paths) {
      models.add(of(path));
    }
    return models;
  }

  /** Makes it known to a session. */
  ResourceId register(Session session) {
    ResourceId id = session.register(path);
    NamedResources.note(id, path);
    return id;
  }

  /**
   * Loads it into a session and returns what runs it there, on zeros.
   *
   * @param memory gives so many zero bytes; it is only read
   */
  Runnable step(Session session, LongFunction<MemorySegment> memory) {
    TensorApi api = session.api(TensorApi.class);
    ModelHandle handle = api.load(register(session));
    List<NamedTensor> inputs = ZeroInputs.of(api.describe(handle), input, memory);
    return () -> api.run(handle, inputs, List.of());
  }

  /** Name and back end. */
  String text() {
    return backend.isEmpty() ? name : name + ", " + backend;
  }
}
