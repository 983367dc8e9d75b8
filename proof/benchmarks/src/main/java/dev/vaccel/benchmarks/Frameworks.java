package dev.vaccel.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Session;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.backend.pytorch.DirectPytorch;
import dev.vaccel.backend.pytorch.PytorchPackage;
import dev.vaccel.backend.tensor.FrameworkDirectory;
import dev.vaccel.backend.tensor.FrameworkPackage;
import dev.vaccel.backend.tensorflow.DirectTensorflow;
import dev.vaccel.backend.tensorflow.TensorflowPackage;
import dev.vaccel.runtime.LocalRuntime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One network on each framework: through the tensor API against the framework alone, in turns. */
final class Frameworks {
  /** Promised: a hundredth, and two tenths of a millisecond. */
  private static final double BAR = 1.01;

  private static final double BAR_NS = 200_000;
  private static final int SIDE = 224;
  private static final int CALLS = 60;

  private Frameworks() {}

  @FunctionalInterface
  private interface Direct {
    byte[] run(MemorySegment data) throws Exception;
  }

  static void run(Report report, Scale scale, Path models) throws Exception {
    if (!Files.exists(models)) {
      report.skip("frameworks", "needs ../shared/models");
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(4L * 3 * SIDE * SIDE, 64);
      for (int i = 0; i < 3 * SIDE * SIDE; i++) {
        data.setAtIndex(ValueLayout.JAVA_FLOAT, i, (i * 31 % 255 - 127) / 128f);
      }
      onnx(report, scale, models.resolve("onnx/mobilenet_v1_025_224.onnx"), data);
      Path saved = models.resolve("tf/mobilenet_v1_025_224_savedmodel");
      if (isInstalled(report, new TensorflowPackage())) {
        Path library = directory(new TensorflowPackage());
        try (DirectTensorflow direct =
            new DirectTensorflow(library, saved, "image", "probabilities", 1, SIDE, SIDE, 3)) {
          compare(
              report, scale, "tensorflow", saved, Shape.of(1, SIDE, SIDE, 3), data, direct::run);
        }
      }
      Path script = models.resolve("torch/mobilenet_v1_025_224.pt");
      if (isInstalled(report, new PytorchPackage())) {
        Path library = directory(new PytorchPackage());
        try (DirectPytorch direct = new DirectPytorch(library, script, 1, 3, SIDE, SIDE)) {
          compare(report, scale, "pytorch", script, Shape.of(1, 3, SIDE, SIDE), data, direct::run);
        }
      }
    }
  }

  private static void onnx(Report report, Scale scale, Path model, MemorySegment data)
      throws Exception {
    Shape shape = Shape.of(1, 3, SIDE, SIDE);
    try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      try (OrtSession session = environment.createSession(model.toString(), options)) {
        compare(
            report,
            scale,
            "onnx",
            model,
            shape,
            data,
            memory -> {
              try (OnnxTensor input =
                      OnnxTensor.createTensor(
                          environment,
                          memory.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer(),
                          shape.dims());
                  OrtSession.Result result = session.run(Map.of("input", input))) {
                OnnxTensor output = (OnnxTensor) result.get(0);
                byte[] bytes = new byte[output.getByteBuffer().remaining()];
                output.getByteBuffer().get(bytes);
                return bytes;
              }
            });
      }
    }
  }

  private static void compare(
      Report report,
      Scale scale,
      String backend,
      Path model,
      Shape shape,
      MemorySegment data,
      Direct direct)
      throws Exception {
    try (LocalRuntime runtime = LocalRuntime.open(Set.of(backend), Map.of());
        Session session = runtime.openSession()) {
      TensorApi api = session.api(TensorApi.class);
      ModelHandle handle = api.load(session.register(model));
      String name = api.describe(handle).inputs().getFirst().name();
      Tensor given = new Tensor(ElementType.F32, shape, data);
      List<NamedTensor> inputs = List.of(new NamedTensor(name, given));
      byte[] answer =
          api.run(handle, inputs, List.of())
              .getFirst()
              .tensor()
              .data()
              .toArray(ValueLayout.JAVA_BYTE);
      require(Arrays.equals(answer, direct.run(data)), model);
      Comparison found =
          Comparison.run(
              backend + " " + model.getFileName(),
              scale,
              CALLS,
              () -> require(direct.run(data).length == answer.length, model),
              () -> require(api.run(handle, inputs, List.of()).size() == 1, model));
      double bar = BAR + BAR_NS / found.baselineMedianNs();
      report.add(found, Math.round(1000 * bar) / 1000.0);
    }
  }

  private static boolean isInstalled(Report report, FrameworkPackage framework) {
    boolean installed = Files.exists(directory(framework).resolve(FrameworkDirectory.COMPLETE));
    if (!installed) {
      report.skip(framework.name(), "needs ./vaccel backend add " + framework.name());
    }
    return installed;
  }

  private static Path directory(FrameworkPackage framework) {
    return FrameworkDirectory.of(FrameworkDirectory.home(), framework);
  }

  private static void require(boolean right, Path model) {
    if (!right) {
      throw new IllegalStateException(model + ": wrong answer");
    }
  }
}
