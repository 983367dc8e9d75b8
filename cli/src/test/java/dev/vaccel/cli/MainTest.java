package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  @TempDir Path directory;

  @Test
  void helpGoesToStdoutAndListsCommandsAndExitCodes() {
    CommandRun run = CommandRun.of("--help");
    assertEquals(ExitCodes.DONE, run.code());
    assertEquals("", run.err());
    for (String text :
        List.of("demo", "agent", "ops", "classify", "infer", "exec", "bench", "doctor", "4   ")) {
      assertTrue(run.out().contains(text), text);
    }
    assertTrue(!run.out().contains(BenchEchoCommand.NAME), "hidden command");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "agent",
        "ops",
        "classify",
        "detect",
        "segment",
        "pose",
        "depth",
        "infer",
        "exec",
        "hash",
        "encrypt",
        "decrypt",
        "bench",
        "vm",
        "model",
        "backend",
        "doctor",
        "completion"
      })
  void everyCommandHasHelp(String command) {
    CommandRun run = CommandRun.of(command, "--help");
    assertEquals(ExitCodes.DONE, run.code());
    assertTrue(run.out().startsWith("Usage: vaccel " + command), run.out());
    assertEquals(run.out(), CommandRun.of("help", command).out());
  }

  @Test
  void versionNamesJdkAndVersion() {
    CommandRun run = CommandRun.of("--version");
    assertEquals(ExitCodes.DONE, run.code());
    assertTrue(run.out().matches("(?s)vaccel \\d+\\.\\d+.*java 25.*build .*"), run.out());
  }

  @ParameterizedTest
  @CsvSource({
    "'', Usage: vaccel",
    "bogus, Unmatched argument at index 0: 'bogus'",
    "classify, 'IMAGE'",
    "ops --bogus, Unknown option: '--bogus'",
    "ops --connect nowhere, expected unix:///path",
    "ops --connect unix:@x --local, exclude each other",
    "classify --model m --top 0 i, expected 1 to 1000",
    "classify --model m --resize odd i, STRETCH",
    "'exec --library l --symbol s --returns i31', 'expected void, i32'",
    "bench --op bogus, CLASSIFY",
    "bench --start carrier-pigeon, unix or tcp",
    "bench --threads 1 --sessions 2, expected 2 to 4096",
    "bench --quick, '--quick goes with --all'",
    "bench --out x, '--out goes with --all'",
    "bench --all --op noop, '--op does not go with it'",
    "bench --all --connect unix:@x, '--connect does not go with it'",
    "bench --all --seconds 0, '0.01 to 3600'",
    "agent --max-bytes 3X, 4G",
    "agent --set onnx, BACKEND.KEY=VALUE",
    "agent --enable bogus, 'privileged API: exec'",
    "completion fish, BASH"
  })
  void unusableCommandLinesEndWithTwoAndOneLineOfReason(String line, String reason) {
    CommandRun run = CommandRun.of(line.isEmpty() ? new String[0] : line.split(" "));
    assertEquals(ExitCodes.USAGE, run.code(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains(reason), run.err());
    assertTrue(!run.err().contains("\tat "), run.err());
  }

  @Test
  void similarCommandIsSuggested() {
    assertTrue(CommandRun.of("clasify").err().contains("classify"));
  }

  @Test
  void agentThatDoesNotAnswerEndsWithFour() {
    String address = "unix://" + directory.resolve("none.sock");
    CommandRun run = CommandRun.of("ops", "--connect", address);
    assertEquals(ExitCodes.NO_AGENT, run.code());
    assertTrue(run.err().startsWith("vaccel: cannot reach " + address), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void variablesNameTheAgentOurOwnFirst() {
    String ours = "unix://" + directory.resolve("ours.sock");
    String theirs = "unix://" + directory.resolve("theirs.sock");
    CommandRun both =
        CommandRun.with(Map.of("VACCEL_ADDRESS", ours, "VACCEL_RPC_ADDRESS", theirs), "ops", "-v");
    assertTrue(both.err().contains(ours + " (VACCEL_ADDRESS)"), both.err());
    CommandRun upstream = CommandRun.with(Map.of("VACCEL_RPC_ADDRESS", theirs), "ops", "-v");
    assertTrue(upstream.err().contains(theirs + " (VACCEL_RPC_ADDRESS)"), upstream.err());
    assertEquals(ExitCodes.NO_AGENT, upstream.code());
    CommandRun local =
        CommandRun.with(Map.of("VACCEL_ADDRESS", ours), "ops", "--local", "--backend", "noop");
    assertEquals(ExitCodes.DONE, local.code(), local.err());
  }

  @Test
  void unknownBackendEndsWithThreeAndNamesThoseThatExist() {
    CommandRun run = CommandRun.of("ops", "--backend", "nosuch");
    assertEquals(ExitCodes.NO_BACKEND, run.code());
    assertTrue(run.err().contains("'nosuch': expected one of afalg"), run.err());
  }

  @Test
  void settingsOfBackendsBelongToThisProcess() {
    CommandRun run = CommandRun.of("ops", "--connect", "unix:@x", "--set", "onnx.threads=1");
    assertEquals(ExitCodes.USAGE, run.code());
  }

  @Test
  void opsListsEveryOperationOfABackend() {
    JsonArray rows =
        JsonParser.parseString(CommandRun.of("ops", "--json", "--backend", "noop").out())
            .getAsJsonArray();
    assertEquals(2, rows.size());
    JsonObject first = rows.get(0).getAsJsonObject();
    assertEquals(
        List.of("api", "operation", "backend", "device", "available", "detail"),
        List.copyOf(first.keySet()));
    assertEquals("cpu:0", first.get("device").getAsString());
    CommandRun table = CommandRun.of("ops", "--backend", "noop");
    assertEquals(2, table.out().lines().count(), table.out());
    assertTrue(table.out().contains("noop echo"), table.out());
  }

  @Test
  void debugShowsWhereAFailureArose() {
    CommandRun run = CommandRun.of("ops", "--backend", "nosuch", "--debug");
    assertTrue(run.err().contains("\tat "), run.err());
  }

  @Test
  void missingFilesAreNamed() throws Exception {
    Path image = Files.writeString(directory.resolve("image.png"), "no picture");
    CommandRun noModel = CommandRun.of("classify", "--model", "nothere", image.toString());
    assertEquals(ExitCodes.FAILED, noModel.code());
    String said = noModel.err();
    assertTrue(said.startsWith("vaccel: model nothere does not exist; names here: "), said);
    assertTrue(said.contains(", shapes, ") && said.lines().count() == 1, said);
    CommandRun noFile = CommandRun.of("classify", "--model", "no/there", image.toString());
    assertEquals("vaccel: model no/there does not exist\n", noFile.err());
    CommandRun noRoot = CommandRun.of("classify", "--model", "/nothere", image.toString());
    assertEquals("vaccel: model /nothere does not exist\n", noRoot.err());
    CommandRun noInput =
        CommandRun.of("infer", "--model", image.toString(), "--input", "x=gone.npy");
    assertEquals("vaccel: gone.npy does not exist\n", noInput.err());
    CommandRun noLibrary = CommandRun.of("exec", "--library", "gone.so", "--symbol", "f");
    assertEquals("vaccel: library gone.so does not exist or is no file\n", noLibrary.err());
  }

  @Test
  void doctorTellsOfEveryPart() {
    CommandRun run = CommandRun.of("doctor", "--json");
    List<String> subjects =
        JsonParser.parseString(run.out()).getAsJsonArray().asList().stream()
            .map(e -> e.getAsJsonObject().get("subject").getAsString())
            .toList();
    for (String subject : List.of("JDK", "native access", "KVM", "back end blas", "GPU", "agent")) {
      assertTrue(subjects.contains(subject), subjects.toString());
    }
  }

  @Test
  void completionKnowsCommandsAndOptions() {
    CommandRun run = CommandRun.of("completion", "bash");
    assertEquals(ExitCodes.DONE, run.code());
    assertTrue(run.out().contains("classify") && run.out().contains("--color-order"));
    assertTrue(run.out().contains("detect") && run.out().contains("--min-score"));
    assertTrue(CommandRun.of("completion", "zsh").out().startsWith("autoload"));
  }
}
