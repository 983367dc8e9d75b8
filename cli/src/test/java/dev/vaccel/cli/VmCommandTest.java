package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VmCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"run", "image"})
  void bothHaveHelp(String command) {
    CommandRun run = CommandRun.of("vm", command, "--help");
    assertEquals(ExitCodes.DONE, run.code());
    assertTrue(run.out().startsWith("Usage: vaccel vm " + command), run.out());
  }

  @ParameterizedTest
  @CsvSource({
    "run, 'Missing required parameter: ''COMMAND'''",
    "run --vmm xen true, 'qemu, firecracker or cloud-hypervisor'",
    "run --accel fast true, 'AUTO, KVM, TCG'",
    "run --arch mips true, expected x86-64 (amd64) or aarch64 (arm64)",
    "run --timeout -1 true, --timeout -1: expected seconds from 0",
    "run --wait -1 true, --wait -1: expected seconds from 0",
    "run --env A true, expected NAME=VALUE",
    "run --env A-B=c true, 'environment variable ''A-B'''",
    "run --image /nowhere true, --image /nowhere: is no file that can be read",
    "run --image /etc/passwd --add /etc/passwd true, exclude each other",
    "run --device vhost-user:///x --backend noop true, are its own",
    "image, '--output=FILE'",
    "image --output /tmp, is a directory",
    "image --output /nowhere/x, directory /nowhere does not exist",
    "image --output /etc/passwd, exists already; --force replaces it"
  })
  void aWrongCommandLineIsUsage(String arguments, String expected) {
    CommandRun run = CommandRun.of(("vm " + arguments).split(" ", -1));
    assertEquals(ExitCodes.USAGE, run.code(), run.err());
    assertTrue(run.err().contains(expected), run.err());
  }

  @Test
  void withoutASubcommandItsUsageIsShown() {
    CommandRun run = CommandRun.of("vm");
    assertEquals(ExitCodes.USAGE, run.code());
    assertTrue(run.err().contains("image"), run.err());
  }

  @Test
  void completionKnowsItsOptions() {
    String script = CommandRun.of("completion", "bash").out();
    assertTrue(script.contains("--vmm-program") && script.contains("--init-command"), "vm");
  }

  @Test
  void argumentsAreThoseOfTheProcessWhereJavaHasLostSome() {
    byte[] commandLine = "java\0-m\0x\0run\0--\0a\u00fc\0\0b".getBytes(StandardCharsets.UTF_8);
    byte[] ended = java.util.Arrays.copyOf(commandLine, commandLine.length + 1);
    for (String decoded : List.of("a??", "a\ufffd\ufffd", "a\u00fc")) {
      List<byte[]> raw = RawArguments.of(List.of(decoded, "", "b"), ended);
      assertArrayEquals("a\u00fc".getBytes(StandardCharsets.UTF_8), raw.getFirst());
      assertEquals(3, raw.size());
    }
  }

  @Test
  void argumentsOfAnotherOriginAreEncoded() {
    byte[] commandLine = "java\0other\0".getBytes(StandardCharsets.UTF_8);
    for (List<String> decoded : List.of(List.of("\u00fc"), List.of("a", "b", "c", "\u00fc"))) {
      List<byte[]> raw = RawArguments.of(decoded, commandLine);
      assertEquals(decoded.size(), raw.size());
      assertArrayEquals("\u00fc".getBytes(StandardCharsets.UTF_8), raw.getLast());
    }
  }
}
