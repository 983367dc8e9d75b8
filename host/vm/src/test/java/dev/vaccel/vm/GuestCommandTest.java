package dev.vaccel.vm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.testing.Seed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestCommandTest {
  @TempDir Path directory;

  /** What a guest finds in addition to an empty image. */
  private CpioArchive behind(GuestCommand command) throws Exception {
    Path image = directory.resolve("image");
    new Initramfs().write(image);
    Path both = directory.resolve("both");
    command.writeBehind(image, 2048, both);
    return CpioArchive.read(Files.readAllBytes(both));
  }

  /** Runs the guest's script with this machine's shell. */
  private byte[] run(GuestCommand command) throws Exception {
    Path script =
        Files.write(directory.resolve("script"), behind(command).get("vaccel/command").bytes());
    Process shell = new ProcessBuilder("/bin/sh", script.toString()).start();
    byte[] said = shell.getInputStream().readAllBytes();
    assertEquals(
        0,
        shell.waitFor(),
        new String(shell.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    return said;
  }

  @Test
  void argumentsReachTheProgramByteForByte() throws Exception {
    Random random = Seed.random("GuestCommandTest");
    List<byte[]> words = new ArrayList<>();
    for (String word :
        List.of("", " ", "'", "''", "\n", "\\", "$HOME", "*", "-n", "ü", "a'b\"c`d`")) {
      words.add(word.getBytes(StandardCharsets.UTF_8));
    }
    for (int i = 0; i < 200; i++) {
      byte[] word = new byte[random.nextInt(30)];
      for (int j = 0; j < word.length; j++) {
        word[j] = (byte) (1 + random.nextInt(255));
      }
      words.add(word);
    }
    List<byte[]> command = new ArrayList<>();
    command.add("printf".getBytes(StandardCharsets.UTF_8));
    command.add("%s\\0".getBytes(StandardCharsets.UTF_8));
    command.addAll(words);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (byte[] word : words) {
      expected.writeBytes(word);
      expected.write(0);
    }
    assertArrayEquals(expected.toByteArray(), run(GuestCommand.ofBytes(command, Map.of())));
  }

  @Test
  void itsEnvironmentHasTheAgentsAddressAndWhatWasGiven() throws Exception {
    GuestCommand command = GuestCommand.of(List.of("env"), Map.of("A_1", "it's\n$x ü"));
    String said = new String(run(command), StandardCharsets.UTF_8);
    assertTrue(said.contains("VACCEL_ADDRESS=vsock://2:2048\n"), said);
    assertTrue(said.contains("A_1=it's\n$x ü\n"), said);
  }

  @Test
  void theAddressMayBeAnother() throws Exception {
    GuestCommand command =
        GuestCommand.of(List.of("env"), Map.of("VACCEL_ADDRESS", "tcp://10.0.2.2:1"));
    assertTrue(
        new String(run(command), StandardCharsets.UTF_8)
            .contains("VACCEL_ADDRESS=tcp://10.0.2.2:1\n"));
  }

  @Test
  void eachHasAWordOfItsOwn() throws Exception {
    GuestCommand one = GuestCommand.of(List.of("true"), Map.of());
    GuestCommand two = GuestCommand.of(List.of("true"), Map.of());
    assertNotEquals(one.token(), two.token());
    assertEquals(one.token(), behind(one).get("vaccel/token").text());
    assertTrue(one.token().matches("[0-9a-f]{32}"), one.token());
  }

  @Test
  void refusesWhatNoProgramCanGet() {
    assertThrows(ConfigException.class, () -> GuestCommand.of(List.of(), Map.of()));
    assertThrows(ConfigException.class, () -> GuestCommand.of(List.of("", "x"), Map.of()));
    assertThrows(ConfigException.class, () -> GuestCommand.of(List.of("a", "b\0"), Map.of()));
    for (String name : List.of("", "1A", "A B", "A=", "A;reboot", "ü")) {
      assertThrows(
          ConfigException.class, () -> GuestCommand.of(List.of("a"), Map.of(name, "x")), name);
    }
  }
}
