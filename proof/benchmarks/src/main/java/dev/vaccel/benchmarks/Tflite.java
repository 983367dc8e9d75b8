package dev.vaccel.benchmarks;

import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Session;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.backend.tensor.FrameworkDirectory;
import dev.vaccel.backend.tflite.TflitePackage;
import dev.vaccel.runtime.LocalRuntime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A model run through the tensor API against the same run by TensorFlow Lite's C API alone, and two
 * callers at once with an interpreter each against one for both.
 */
final class Tflite {
  /** Promised: a hundredth, and two tenths of a millisecond. */
  private static final double BAR = 1.01;

  private static final double BAR_NS = 200_000;
  private static final int CALLERS = 2;

  private Tflite() {}

  /** A model and the shapes of its only input and output. */
  private record Subject(String name, Shape input, int outputs, int calls) {}

  static void run(Report report, Scale scale, Path models) throws Exception {
    Path directory = FrameworkDirectory.of(FrameworkDirectory.home(), new TflitePackage());
    if (!Files.exists(directory.resolve(FrameworkDirectory.COMPLETE)) || !Files.exists(models)) {
      report.skip("tflite", "needs ./vaccel backend add tflite and ../shared/models");
      return;
    }
    Path library = directory.resolve("libjnitensorflowlite.so");
    for (Subject subject :
        List.of(
            new Subject("mobilenet_v1_025_224_float", Shape.of(1, 224, 224, 3), 1001, 60),
            new Subject("kws_dscnn_float", Shape.of(1, 49, 10, 1), 12, 1000))) {
      Path model = models.resolve("tflite/" + subject.name() + ".tflite");
      compare(report, scale, library, model, subject);
      callersAtOnce(report, scale, model, subject);
    }
  }

  private static void compare(Report report, Scale scale, Path library, Path model, Subject subject)
      throws Exception {
    float[] values = values(subject);
    Tensor input = Tensor.ofFloats(subject.input(), values);
    try (BareTflite bare = new BareTflite(library, model);
        LocalRuntime runtime = open(1);
        Session session = runtime.openSession();
        Arena arena = Arena.ofConfined()) {
      // Both sides copy from the same memory.
      MemorySegment data = arena.allocate(input.data().byteSize(), 64).copyFrom(input.data());
      Tensor given = new Tensor(input.elementType(), input.shape(), data);
      TensorApi api = session.api(TensorApi.class);
      ModelHandle handle = api.load(session.register(model));
      String name = api.describe(handle).inputs().getFirst().name();
      List<NamedTensor> inputs = List.of(new NamedTensor(name, given));
      float[] expected = api.run(handle, inputs, List.of()).getFirst().tensor().floats();
      require(expected.length == subject.outputs(), model);
      byte[] result = new byte[4 * subject.outputs()];
      bare.run(data, result);
      require(
          Arrays.equals(result, MemorySegment.ofArray(expected).toArray(ValueLayout.JAVA_BYTE)),
          model);
      Comparison found =
          Comparison.run(
              "tflite " + subject.name(),
              scale,
              subject.calls(),
              () -> bare.run(data, new byte[4 * subject.outputs()]),
              () -> require(api.run(handle, inputs, List.of()).size() == 1, model));
      double bar = BAR + BAR_NS / found.baselineMedianNs();
      report.add(found, Math.round(1000 * bar) / 1000.0);
    }
  }

  private static void callersAtOnce(Report report, Scale scale, Path model, Subject subject)
      throws Exception {
    int calls = scale.calls(2 * subject.calls());
    double[] ratios = new double[Math.max(1, scale.rounds() / 3)];
    try (LocalRuntime one = open(1);
        LocalRuntime each = open(CALLERS);
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      for (int round = -1; round < ratios.length; round++) {
        long lockedNs = atOnce(threads, one, model, subject, calls);
        long pooledNs = atOnce(threads, each, model, subject, calls);
        if (round >= 0) {
          ratios[round] = (double) lockedNs / pooledNs;
        }
      }
    }
    Arrays.sort(ratios);
    report.addAtLeast(
        "  " + CALLERS + " callers, an interpreter each", ratios[ratios.length / 2], "x", 0);
  }

  private static long atOnce(
      ExecutorService threads, LocalRuntime runtime, Path model, Subject subject, int calls)
      throws Exception {
    List<Future<?>> callers = new ArrayList<>();
    long startNs = System.nanoTime();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(
          threads.submit(
              () -> {
                try (Session session = runtime.openSession()) {
                  TensorApi api = session.api(TensorApi.class);
                  ModelHandle handle = api.load(session.register(model));
                  String name = api.describe(handle).inputs().getFirst().name();
                  Tensor input = Tensor.ofFloats(subject.input(), values(subject));
                  for (int call = 0; call < calls; call++) {
                    api.run(handle, List.of(new NamedTensor(name, input)), List.of());
                  }
                  return null;
                }
              }));
    }
    for (Future<?> caller : callers) {
      caller.get();
    }
    return System.nanoTime() - startNs;
  }

  private static LocalRuntime open(int interpreters) {
    return LocalRuntime.open(
        Set.of("tflite"),
        Map.of(
            "tflite", new BackendSettings(Map.of("interpreters", Integer.toString(interpreters)))));
  }

  private static float[] values(Subject subject) {
    float[] values = new float[Math.toIntExact(subject.input().elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 31 % 255 - 127) / 128f;
    }
    return values;
  }

  private static void require(boolean right, Path model) {
    if (!right) {
      throw new IllegalStateException(model + ": wrong answer");
    }
  }
}
