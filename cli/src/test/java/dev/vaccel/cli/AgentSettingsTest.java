package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.agent.AgentOptions;
import dev.vaccel.agent.ServedModels;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class AgentSettingsTest {
  @TempDir Path directory;

  private static AgentSettings parse(String... args) throws IOException {
    AgentSettings settings = new AgentSettings();
    CommandLine line = new CommandLine(settings);
    line.parseArgs(args);
    return settings.withFile(line.getCommandSpec());
  }

  private static AgentOptions options(AgentSettings settings) throws IOException {
    return settings.agentOptions(settings.listen().stream().map(Address::parse).toList());
  }

  private String file(String text) throws IOException {
    return Files.writeString(directory.resolve("agent.conf"), text).toString();
  }

  @Test
  void optionsBecomeSettings() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "secret\nmore\n");
    AgentOptions options =
        options(
            parse(
                "--listen=unix:@a",
                "--listen=tcp://127.0.0.1:1",
                "--backend=noop",
                "--set=onnx.threads=2",
                "--set=onnx.device=cuda:0",
                "--enable=exec",
                "--ready=[::1]:8080",
                "--allow-remote",
                "--tls-password-file=" + password,
                "--max-bytes=1M",
                "--max-sessions=7"));
    assertEquals(2, options.listen().size());
    assertEquals("unix:@a", options.listen().getFirst().address().toString());
    assertTrue(options.listen().getFirst().options().allowRemote());
    assertEquals("secret", options.listen().getFirst().options().password());
    assertEquals(Set.of("exec"), options.enabled());
    assertEquals("2", Objects.requireNonNull(options.settings().get("onnx")).text("threads", ""));
    assertEquals(
        "cuda:0", Objects.requireNonNull(options.settings().get("onnx")).text("device", ""));
    assertEquals(1 << 20, options.limits().bytes());
    assertEquals(7, options.limits().sessions());
    assertEquals(8080, Objects.requireNonNull(options.ready()).getPort());
  }

  @Test
  void fileSetsWhatTheCommandLineDoesNot() throws IOException {
    String config =
        file(
            """
            # an agent
            listen = unix:@file
            listen=tcp://127.0.0.1:1

            max-sessions = 5
            max-bytes = 2M
            allow-remote = true
            drain-seconds = 3
            """);
    AgentSettings settings = parse("--config=" + config, "--max-sessions=9");
    AgentOptions options = options(settings);
    assertEquals(List.of("unix:@file", "tcp://127.0.0.1:1"), settings.listen());
    assertEquals(9, options.limits().sessions());
    assertEquals(2 << 20, options.limits().bytes());
    assertTrue(options.listen().getFirst().options().allowRemote());
    assertEquals(3, settings.drainLimit().toSeconds());
    assertEquals(
        List.of("unix:@line"), parse("--config=" + config, "--listen=unix:@line").listen());
  }

  @ParameterizedTest
  @CsvSource({
    "'bogus = 1', line 1: unknown setting 'bogus'",
    "'# x\nlisten', line 2: listen has no value",
    "'allow-remote = yes', expected true or false",
    "'max-sessions = many', max-sessions",
    "'config = other', unknown setting 'config'"
  })
  void mistakesInTheFileAreNamed(String text, String reason) throws IOException {
    String config = file(text);
    Failure failure = assertThrows(Failure.class, () -> parse("--config=" + config));
    assertEquals(ExitCodes.USAGE, failure.exitCode());
    assertTrue(String.valueOf(failure.getMessage()).contains(reason), failure.getMessage());
    assertTrue(String.valueOf(failure.getMessage()).contains(config), failure.getMessage());
  }

  @Test
  void modelsAreServedToThoseWhoMayUseThem() throws IOException {
    assertEquals(ServedModels.NONE, parse().models());
    assertEquals(List.of(), parse("--models=" + directory).models().access());
    String config =
        file(
            "models = "
                + directory
                + "\nmodel-access = certificate:CN=guest,O=x=squeeze*\n"
                + "model-access = uid:*=*\n");
    assertEquals(
        List.of(
            new ServedModels.Access("certificate:CN=guest,O=x", "squeeze*"),
            new ServedModels.Access("uid:*", "*")),
        parse("--config=" + config).models().access());
    for (String wrong : List.of("uid:1", "=a", "uid:1=", "uid:1=../a", "uid:1=A")) {
      AgentSettings settings = parse("--models=" + directory, "--model-access=" + wrong);
      Failure failure = assertThrows(Failure.class, settings::models);
      assertTrue(String.valueOf(failure.getMessage()).contains("TENANT=NAMES"), wrong);
    }
    assertThrows(Failure.class, parse("--models=" + directory + "/no")::models);
    assertThrows(Failure.class, parse("--model-access=a=b")::models);
  }

  @Test
  void placesForReadinessNeedHostAndPort() {
    for (String text : List.of("8080", ":8080", "host:", "host:99999", "host")) {
      assertThrows(Failure.class, () -> AgentSettings.socketAddress(text), text);
    }
  }
}
