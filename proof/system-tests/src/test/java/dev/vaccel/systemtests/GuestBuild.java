package dev.vaccel.systemtests;

import dev.vaccel.testing.Prerequisites;
import dev.vaccel.vm.Architecture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The C client, built as its users build it. */
final class GuestBuild {
  private static final long LIMIT_SECONDS = 240;

  private GuestBuild() {}

  static Path source() {
    return VaccelProcess.root().resolve("guest/c");
  }

  /** What a program said on both its outputs, and how it ended. */
  record Said(int exitCode, String text) {}

  static void requirePrograms(String... names) {
    for (String name : names) {
      Prerequisites.require(
          Files.isExecutable(Path.of("/usr/bin", name)),
          "no /usr/bin/" + name + "; run tools/install-test-packages");
    }
  }

  /** Runs make in the client's directory, which must end well; returns what was said. */
  static String make(String... words) throws Exception {
    requirePrograms("make", "gcc");
    List<String> command = new ArrayList<>(List.of("make", "-s", "-C", source().toString()));
    command.addAll(List.of(words));
    return run(command);
  }

  /** Builds the programs for guests; returns their directory. */
  static Path tools(Architecture architecture) throws Exception {
    if (architecture != Architecture.ofThisMachine()) {
      requirePrograms(architecture.machineName() + "-linux-gnu-gcc");
    }
    make("tools", "ARCH=" + architecture.machineName());
    return source().resolve("target/" + architecture.machineName() + "/bin");
  }

  static String run(List<String> command) throws Exception {
    Said said = run(command, Map.of());
    if (said.exitCode() != 0) {
      throw new AssertionError(command + " ended with " + said.exitCode() + ":\n" + said.text());
    }
    return said.text();
  }

  static Said run(List<String> command, Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("VACCEL_ADDRESS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      CompletableFuture<String> text = CompletableFuture.supplyAsync(() -> read(process));
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(command + " is not done after " + LIMIT_SECONDS + " s");
      }
      return new Said(process.exitValue(), text.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "cannot be read: " + e.getMessage();
    }
  }
}
