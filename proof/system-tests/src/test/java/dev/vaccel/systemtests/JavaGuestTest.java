package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.vm.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client inside a virtual machine: a run-time image of java.base and the guest's jars. */
class JavaGuestTest {
  @TempDir Path directory;

  @Test
  void anExampleRunsUnchangedInAGuest() throws Exception {
    GuestMachine.require(Architecture.X86_64);
    List<String> libraries = GuestJava.libraries();
    Path jre = directory.resolve("jre");
    GuestJava.makeRunTime(jre);
    List<String> arguments = new ArrayList<>(List.of("vm", "run", "--accel=tcg"));
    arguments.addAll(List.of("--backend=image", "--backend=onnx", "--add=" + jre));
    for (String library : libraries) {
      arguments.add("--add=" + library + ":" + library);
    }
    List<String> modulePath = new ArrayList<>();
    for (String module : GuestJava.MODULES) {
      String there = "/modules/" + module.replace('/', '-');
      Path here = GuestJava.place(module);
      there += Files.isDirectory(here) ? "" : ".jar";
      arguments.add("--add=" + here + ":" + there);
      modulePath.add(there);
    }
    Path models = VaccelProcess.root().resolve("models");
    arguments.add("--add=" + models.resolve("images/star-1.png") + ":/star.png");
    arguments.add("--add=" + models.resolve("shapes") + ":/shapes");
    arguments.addAll(
        List.of(
            "--",
            "/jre/bin/java",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=dev.vaccel.posix",
            "-p",
            String.join(":", modulePath),
            "--add-modules=dev.vaccel.transport.socket",
            "-m",
            "dev.vaccel.examples/dev.vaccel.examples.ClassifyPicture",
            "/shapes",
            "/star.png"));
    Result result = VaccelProcess.run(arguments.toArray(String[]::new));
    assertEquals(0, result.exitCode(), result.messages() + result.output());
    assertTrue(result.output().startsWith("star 0.99"), result.output());
    assertEquals(3, result.output().lines().count(), result.output());
  }
}
