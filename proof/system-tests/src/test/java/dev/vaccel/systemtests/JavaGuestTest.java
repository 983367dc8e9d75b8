package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.vm.Architecture;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client inside a virtual machine: a run-time image of java.base and the guest's jars. */
class JavaGuestTest {
  private static final List<String> MODULES =
      List.of(
          "core/api", "core/wire", "core/posix", "core/runtime", "transport/socket", "examples");
  private static final List<String> LIBRARIES =
      List.of(
          "/lib64/ld-linux-x86-64.so.2",
          "/lib/x86_64-linux-gnu/libc.so.6",
          "/lib/x86_64-linux-gnu/libdl.so.2",
          "/lib/x86_64-linux-gnu/libm.so.6",
          "/lib/x86_64-linux-gnu/libpthread.so.0",
          "/lib/x86_64-linux-gnu/librt.so.1");

  @TempDir Path directory;

  private static Path place(String module) {
    for (String entry : VaccelProcess.classPath().split(File.pathSeparator, -1)) {
      if (entry.contains("/" + module + "/target/")) {
        return Path.of(entry);
      }
    }
    throw new AssertionError(module + " is not on the class path");
  }

  @Test
  void anExampleRunsUnchangedInAGuest() throws Exception {
    GuestMachine.require(Architecture.X86_64);
    Prerequisites.require(
        Architecture.ofThisMachine() == Architecture.X86_64,
        "needs libraries of an x86-64 machine");
    Path jre = directory.resolve("jre");
    GuestBuild.run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
            "--add-modules=java.base",
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--output=" + jre));
    List<String> arguments = new ArrayList<>(List.of("vm", "run", "--accel=tcg"));
    arguments.addAll(List.of("--backend=image", "--backend=onnx", "--add=" + jre));
    for (String library : LIBRARIES) {
      assertTrue(Files.isReadable(Path.of(library)), library);
      arguments.add("--add=" + library + ":" + library);
    }
    List<String> modulePath = new ArrayList<>();
    for (String module : MODULES) {
      String there = "/modules/" + module.replace('/', '-');
      Path here = place(module);
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
