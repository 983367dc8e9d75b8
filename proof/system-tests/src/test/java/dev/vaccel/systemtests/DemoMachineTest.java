package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.vm.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code vaccel demo --vm}: pictures are classified out of a virtual machine. */
class DemoMachineTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void everySampleIsNamedOutOfTheMachine(Architecture architecture) throws Exception {
    GuestMachine.require(architecture);
    GuestBuild.tools(architecture);
    Result result =
        VaccelProcess.run("demo", "--vm", "--arch=" + architecture, "--repeat=3", "--json");
    assertEquals(0, result.exitCode(), result.messages());
    JsonObject demo = JsonParser.parseString(result.output()).getAsJsonObject();
    assertEquals("QEMU, " + architecture, demo.get("machine").getAsString());
    assertTrue(demo.get("bootSeconds").getAsDouble() > 0, result.output());
    assertEquals(10, demo.getAsJsonArray("images").size(), result.output());
    for (JsonElement element : demo.getAsJsonArray("images")) {
      JsonObject image = element.getAsJsonObject();
      String file = image.get("image").getAsString();
      assertEquals(file.substring(0, file.lastIndexOf('-')), image.get("label").getAsString());
      assertTrue(image.get("remoteMs").getAsDouble() > 0, result.output());
    }
  }

  @Test
  void oneCommandIsNamedForWhatIsMissing() throws Exception {
    Result result =
        VaccelProcess.run(
            Map.of("XDG_CACHE_HOME", directory.toString()), "demo", "--vm", "--arch=aarch64");
    assertEquals(1, result.exitCode());
    assertEquals("", result.output());
    assertTrue(
        result.messages().endsWith("; all at once: tools/prepare-vm --arch aarch64\n"),
        result.messages());
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void aPhotographIsNamedOutOfTheMachine(Architecture architecture) throws Exception {
    Path shared = VaccelProcess.root().resolve("../shared/models");
    Prerequisites.require(Files.isDirectory(shared), shared + " is missing");
    GuestMachine.require(architecture);
    GuestBuild.tools(architecture);
    Path bundle = directory.resolve("net");
    Result made =
        VaccelProcess.run(
            "model",
            "bundle",
            "--labels=" + shared.resolve("labels/imagenet_1000.txt"),
            "--color-order=bgr",
            "--mean=104,117,123",
            shared.resolve("onnx/squeezenet_fp16.onnx").toString(),
            bundle.toString());
    assertEquals(0, made.exitCode(), made.messages());
    Result result =
        VaccelProcess.run(
            "vm",
            "run",
            "--accel=tcg",
            "--arch=" + architecture,
            "--backend=image",
            "--backend=onnx",
            "--add=" + bundle + ":/usr/share/vaccel/model",
            "--add=" + shared.resolve("images/golden_retriever.jpg") + ":/photo.jpg",
            "--",
            "vaccel-classify",
            "/photo.jpg");
    assertEquals(0, result.exitCode(), result.messages() + result.output());
    assertTrue(
        result.output().matches("/photo.jpg {2}0\\.98\\d\\d {2}golden retriever\n"),
        result.output());
  }
}
