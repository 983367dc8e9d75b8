package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.testing.SharedModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Recorded models that are not asked about pictures, by {@code vaccel infer}: here and through an
 * agent. Those that are: {@link RecordedFormatsTest}.
 */
class RecordedTensorsTest {
  @TempDir static Path directory;
  private static AgentProcess agent;

  @BeforeAll
  static void start() throws Exception {
    InstalledFrameworks.requireAll();
    agent =
        AgentProcess.start(
            "--listen=unix://" + directory.resolve("agent.sock"),
            "--store=" + directory.resolve("store"));
  }

  @AfterAll
  static void stop() {
    if (agent != null) {
      agent.close();
    }
  }

  private static List<Result> infer(String model, String... inputs) throws Exception {
    List<Result> results = new ArrayList<>();
    for (List<String> where : List.of(List.<String>of(), List.of("--connect", agent.address()))) {
      List<String> arguments = new ArrayList<>(List.of("infer", "--json", "--model"));
      arguments.add(SharedModels.file(model).toString());
      for (String input : inputs) {
        arguments.add("--input");
        arguments.add(input);
      }
      arguments.addAll(where);
      results.add(VaccelProcess.run(arguments.toArray(String[]::new)));
    }
    return results;
  }

  private static float[] values(Result result) {
    assertEquals(0, result.exitCode(), result.messages());
    JsonObject said = JsonParser.parseString(result.output()).getAsJsonObject();
    JsonArray values =
        said.getAsJsonArray("outputs").get(0).getAsJsonObject().getAsJsonArray("values");
    float[] found = new float[values.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = values.get(i).getAsFloat();
    }
    return found;
  }

  private static String file(String expected) {
    return SharedModels.file("expected/" + expected + ".npy").toString();
  }

  @ParameterizedTest
  @CsvSource({
    // Logits of thousands: other processors sum in another order.
    "onnx/mnist_8.onnx, Input3, onnx_mnist_8__mnist_0_in, onnx_mnist_8__mnist_0_out, 0.1",
    "tf/kws_dscnn_savedmodel, input_1, tflite_kws_dscnn_float__yes_in,"
        + " tf_kws_dscnn_savedmodel__yes_out, 0.0005",
    "tf/kws_dscnn_savedmodel, input_1, tflite_kws_dscnn_float__silence_in,"
        + " tf_kws_dscnn_savedmodel__silence_out, 0.0005",
    "tflite/kws_dscnn_float.tflite, input_1, tflite_kws_dscnn_float__yes_in,"
        + " tflite_kws_dscnn_float__yes_out, 0.0005",
    "tflite/kws_dscnn_float.tflite, input_1, tflite_kws_dscnn_float__silence_in,"
        + " tflite_kws_dscnn_float__silence_out, 0.0005",
  })
  void outputsAreThoseRecorded(
      String model, String name, String input, String output, float tolerance) throws Exception {
    float[] expected = SharedModels.npy(output);
    for (Result result : infer(model, name + "=" + file(input))) {
      float[] found = values(result);
      assertEquals(expected.length, found.length);
      for (int i = 0; i < found.length; i++) {
        assertEquals(expected[i], found[i], tolerance, "value " + i);
      }
    }
  }

  /** Nobody recorded all of its 451 584 values: their range, and what they shrink to. */
  @Test
  void aPictureThreeTimesAsLargeShowsTheSame() throws Exception {
    String input = "onnx_super_resolution_x3__chelsea_in";
    float[] luma = SharedModels.npy(input);
    for (Result result : infer("onnx/super_resolution_x3.onnx", "input=" + file(input))) {
      float[] large = values(result);
      assertEquals(672 * 672, large.length);
      double squares = 0;
      float least = Float.MAX_VALUE;
      float greatest = -Float.MAX_VALUE;
      for (int i = 0; i < luma.length; i++) {
        double mean = 0;
        for (int k = 0; k < 9; k++) {
          float value = large[(3 * (i / 224) + k / 3) * 672 + 3 * (i % 224) + k % 3];
          least = Math.min(least, value);
          greatest = Math.max(greatest, value);
          mean += value / 9;
        }
        squares += Math.pow(mean - luma[i], 2);
      }
      assertEquals(0.00607, Math.sqrt(squares / luma.length), 0.0002);
      assertEquals(-0.0074243285, least, 1e-4);
      assertEquals(0.77274984, greatest, 1e-4);
    }
  }

  @Test
  void digitsAreRead() throws Exception {
    for (int digit = 0; digit < 5; digit++) {
      for (List<String> where : List.of(List.<String>of(), List.of("--connect", agent.address()))) {
        List<String> arguments =
            new ArrayList<>(
                List.of("classify", "--json", "--top=1", "--color-order=gray", "--mean=0"));
        arguments.add("--scale=1");
        arguments.add("--model=" + SharedModels.file("onnx/mnist_8.onnx"));
        arguments.add(SharedModels.file("images/mnist_" + digit + ".png").toString());
        arguments.addAll(where);
        Result result = VaccelProcess.run(arguments.toArray(String[]::new));
        assertEquals(0, result.exitCode(), result.messages());
        JsonObject picture =
            JsonParser.parseString(result.output()).getAsJsonArray().get(0).getAsJsonObject();
        JsonObject label = picture.getAsJsonArray("labels").get(0).getAsJsonObject();
        assertEquals(digit, label.get("index").getAsInt());
      }
    }
  }

  @Test
  void aModelThatNoRuntimeTakesIsRefusedInOneLine() throws Exception {
    String input = "1=" + file("onnx_super_resolution_x3__chelsea_in");
    for (Result result : infer("onnx/invalid_no_opset.onnx", input)) {
      assertTrue(result.exitCode() != 0, result.output());
      assertTrue(result.messages().contains("opset"), result.messages());
      assertEquals(1, result.messages().lines().count(), result.messages());
    }
  }
}
