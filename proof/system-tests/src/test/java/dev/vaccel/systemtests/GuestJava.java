package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Prerequisites;
import dev.vaccel.vm.Architecture;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a Java caller takes along to where there is nothing: a run-time image and the jars. */
final class GuestJava {
  /** What a guest needs of this project, and the examples. */
  static final List<String> MODULES =
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

  private GuestJava() {}

  /** Makes a run-time image of java.base. */
  static void makeRunTime(Path directory) throws Exception {
    GuestBuild.run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
            "--add-modules=java.base",
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--output=" + directory));
  }

  /** The C libraries that it needs at the paths where they are here. */
  static List<String> libraries() {
    Prerequisites.require(
        Architecture.ofThisMachine() == Architecture.X86_64,
        "needs libraries of an x86-64 machine");
    for (String library : LIBRARIES) {
      assertTrue(Files.isReadable(Path.of(library)), library);
    }
    return LIBRARIES;
  }

  /** The jar of a module, or the directory of its classes. */
  static Path place(String module) {
    for (String entry : VaccelProcess.classPath().split(File.pathSeparator, -1)) {
      if (entry.contains("/" + module + "/target/")) {
        return Path.of(entry);
      }
    }
    throw new AssertionError(module + " is not on the class path");
  }
}
