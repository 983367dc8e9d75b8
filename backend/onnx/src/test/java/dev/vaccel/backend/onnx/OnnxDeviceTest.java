package dev.vaccel.backend.onnx;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Device;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.TensorBench;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxDeviceTest {
  @TempDir Path folder;

  @Test
  void readsDeviceNames() {
    assertEquals(new OnnxDevice(OnnxDevice.Kind.CPU, 0), OnnxDevice.named("cpu"));
    assertEquals("cuda:0", OnnxDevice.named("cuda").id());
    assertEquals("cuda:12", OnnxDevice.named("cuda:12").id());
    assertEquals("tensorrt:1", OnnxDevice.named("tensorrt:1").device().id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:1000", "cpu:1", "CUDA:0"})
  void refusesOtherNames(String name) {
    assertFails(ErrorCode.INVALID_CONFIG, () -> OnnxDevice.named(name), "device=", "cuda:N");
  }

  @Test
  void cpuIsListedAndMissingProvidersSayWhatTheyNeed() {
    try (TensorBench<TensorBackend> bench = Onnx.bench(folder)) {
      assertEquals(List.of(Device.CPU), bench.backend().devices());
      assertTrue(bench.backend().version().startsWith("1."), bench.backend().version());
      assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA));
      assertTrue(
          bench.backend().version().contains("(no cuda:0, tensorrt:0: "),
          bench.backend().version());
      assertTrue(bench.backend().version().contains("onnxruntime_gpu"), bench.backend().version());
    }
  }

  @Test
  void openingOnADeviceThatIsNotThereSaysWhy() {
    assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA));
    assertFails(
        ErrorCode.NO_BACKEND,
        () -> new OnnxBackendProvider().open(new BackendSettings(Map.of("device", "cuda:0"))),
        "cuda:0",
        "onnxruntime_gpu");
  }

  @Test
  void settingsOutsideTheirRangeAreRefused() {
    for (Map<String, String> settings :
        List.of(
            Map.of("threads", "0"),
            Map.of("threads", "many"),
            Map.of("model-cache-bytes", "-1"),
            Map.of("thread", "1"))) {
      assertFails(
          ErrorCode.INVALID_CONFIG,
          () -> OnnxSettings.of(new BackendSettings(settings)),
          settings.keySet().iterator().next());
    }
  }
}
