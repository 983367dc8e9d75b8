package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.vm.Architecture;
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
}
