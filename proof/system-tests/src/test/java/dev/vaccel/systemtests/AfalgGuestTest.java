package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.GuestKernel;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The back end {@code afalg} on a kernel that has AF_ALG: the whole contract, in a virtual machine.
 */
class AfalgGuestTest {
  /** In the order in which they are loaded: each after what it needs. */
  private static final List<String> MODULES =
      List.of(
          "gf128mul",
          "ecb",
          "ctr",
          "ghash-generic",
          "gcm",
          "xts",
          "sha512_generic",
          "af_alg",
          "algif_skcipher",
          "algif_aead",
          "algif_hash");

  private static final String LIBCRYPTO = "/lib/x86_64-linux-gnu/libcrypto.so.3";

  private static final List<String> CLASS_PATH =
      List.of(
          "/core/api/",
          "/core/wire/",
          "/core/posix/",
          "/api/crypto/",
          "/backend/afalg/",
          "/proof/testing/",
          "/proof/system-tests/",
          "/junit-jupiter-api",
          "/junit-platform-commons",
          "/opentest4j");

  @TempDir Path directory;

  @Test
  void theKernelsCiphersPassTheContract() throws Exception {
    GuestMachine.require(Architecture.X86_64);
    Path modules = GuestKernel.directory(Architecture.X86_64).resolve("crypto");
    Prerequisites.require(
        Files.isDirectory(modules),
        "no modules in " + modules + "; run " + GuestKernel.fetchCommand(Architecture.X86_64));
    Prerequisites.require(
        Files.isReadable(Path.of(LIBCRYPTO)), "no " + LIBCRYPTO + "; install openssl");
    Path jre = directory.resolve("jre");
    GuestJava.makeRunTime(jre);
    List<String> arguments = new ArrayList<>(List.of("vm", "run", "--accel=tcg"));
    arguments.addAll(List.of("--memory=1024", "--backend=noop", "--add=" + jre));
    arguments.add("--add=" + LIBCRYPTO + ":" + LIBCRYPTO);
    for (String library : GuestJava.libraries()) {
      arguments.add("--add=" + library + ":" + library);
    }
    StringBuilder script = new StringBuilder("set -e\n");
    for (String module : MODULES) {
      arguments.add("--add=" + modules.resolve(module + ".ko") + ":/ko/" + module + ".ko");
      script.append("/bin/busybox insmod /ko/").append(module).append(".ko\n");
    }
    script
        .append("exec /jre/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ")
        .append("--enable-native-access=ALL-UNNAMED -cp ")
        .append(classPath(arguments))
        .append(" dev.vaccel.systemtests.AfalgInGuest\n");
    Path file = Files.writeString(directory.resolve("afalg.sh"), script.toString());
    arguments.add("--add=" + file + ":/afalg.sh");
    arguments.addAll(List.of("--", "/bin/busybox", "sh", "/afalg.sh"));
    Result result = VaccelProcess.run(arguments.toArray(String[]::new));
    assertEquals(0, result.exitCode(), result.messages() + result.output());
    assertTrue(result.output().contains("afalg: 21 passed, 0 failed"), result.output());
  }

  /** Adds what the class path needs, and names it as it lies in the machine. */
  private static String classPath(List<String> arguments) {
    List<String> there = new ArrayList<>();
    for (String entry : VaccelProcess.classPath().split(File.pathSeparator, -1)) {
      // A module without sources of its own names a directory that is not there.
      if (CLASS_PATH.stream().anyMatch(entry::contains) && Files.exists(Path.of(entry))) {
        String name = "/classes/" + there.size() + (entry.endsWith(".jar") ? ".jar" : "");
        arguments.add("--add=" + entry + ":" + name);
        there.add(name);
      }
    }
    return String.join(":", there);
  }
}
