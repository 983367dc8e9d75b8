package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hash}, {@code encrypt} and {@code decrypt}: files, against the command of OpenSSL. */
class CryptoCommandsTest {
  private static final String IV = "000102030405060708090a0b0c0d0e0f";
  private static final String GCM_IV = "000102030405060708090a0b";

  @TempDir private Path directory;
  private byte[] content = {};
  private String input = "";
  private String key = "";

  @BeforeEach
  void files() throws IOException {
    content = new byte[100_001];
    new Random(7).nextBytes(content);
    input = Files.write(directory.resolve("plain"), content).toString();
    key = Files.writeString(directory.resolve("key"), "0f".repeat(31) + "aa\n").toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha224", "sha256", "sha384", "sha512"})
  void printsWhatOpensslDoes(String algorithm) throws Exception {
    String expected = openssl("dgst", "-r", "-" + algorithm, input);
    CommandRun run = CommandRun.of("hash", "--local", "--algorithm", algorithm, input);
    assertEquals(expected.substring(0, expected.indexOf(' ')) + "  " + input + "\n", run.out());
    assertEquals(0, run.code(), run::err);
  }

  @Test
  void printsDigestsAsJson() {
    CommandRun run = CommandRun.of("hash", "--local", "--json", input, input);
    var list = JsonParser.parseString(run.out()).getAsJsonArray();
    assertEquals(2, list.size());
    assertEquals("sha256", list.get(0).getAsJsonObject().get("algorithm").getAsString());
    assertEquals(64, list.get(0).getAsJsonObject().get("digest").getAsString().length());
  }

  @Test
  void goesOnAfterAFileThatIsNotThere() {
    CommandRun run = CommandRun.of("hash", "--local", directory + "/gone", input);
    assertEquals(1, run.code());
    assertTrue(run.err().contains("gone does not exist"), run::err);
    assertTrue(run.out().endsWith("  " + input + "\n"), run::out);
  }

  @ParameterizedTest
  @CsvSource({"aes-256-cbc", "aes-256-ctr"})
  void exchangesFilesWithOpenssl(String cipher) throws Exception {
    String ours = directory.resolve("ours").toString();
    assertEquals(0, cipher("encrypt", cipher, IV, input, ours).code());
    String theirs = directory.resolve("theirs").toString();
    String hex = Files.readString(Path.of(key)).strip();
    openssl("enc", "-" + cipher, "-K", hex, "-iv", IV, "-in", input, "-out", theirs);
    assertArrayEquals(Files.readAllBytes(Path.of(theirs)), Files.readAllBytes(Path.of(ours)));
    String back = directory.resolve("back").toString();
    assertEquals(0, cipher("decrypt", cipher, IV, theirs, back).code());
    assertArrayEquals(content, Files.readAllBytes(Path.of(back)));
  }

  @Test
  void sealsAndOpens() throws IOException {
    String sealed = directory.resolve("sealed").toString();
    CommandRun run = cipher("encrypt", "aes-256-gcm", GCM_IV, input, sealed, "--json");
    assertEquals(0, run.code(), run::err);
    assertEquals(
        content.length + 16,
        JsonParser.parseString(run.out()).getAsJsonObject().get("bytes").getAsInt());
    String back = directory.resolve("back").toString();
    assertEquals(0, cipher("decrypt", "aes-256-gcm", GCM_IV, sealed, back).code());
    assertArrayEquals(content, Files.readAllBytes(Path.of(back)));
  }

  @Test
  void writesNothingOfWhatWasChanged() throws IOException {
    Path sealed = directory.resolve("sealed");
    cipher("encrypt", "aes-256-gcm", GCM_IV, input, sealed.toString());
    byte[] bytes = Files.readAllBytes(sealed);
    bytes[5] ^= 1;
    Files.write(sealed, bytes);
    Path back = directory.resolve("back");
    CommandRun run = cipher("decrypt", "aes-256-gcm", GCM_IV, sealed.toString(), back.toString());
    assertEquals(1, run.code());
    assertTrue(run.err().contains("the tag is not right"), run::err);
    assertFalse(Files.exists(back));
    try (var files = Files.list(directory)) {
      assertEquals(3, files.count(), "no partial file stays");
    }
  }

  @Test
  void refusesWhatCannotBeAndShowsNoKey() throws IOException {
    requireUsage("--cipher aes-512-gcm: expected aes-128-cbc, ", "aes-512-gcm", GCM_IV);
    requireUsage("--iv of 16 bytes: expected 24 hex digits", "aes-256-gcm", IV);
    requireUsage("--iv xyz: expected hex digits", "aes-256-gcm", "xyz");
    requireUsage("has 65 bytes; expected a key of 16 bytes", "aes-128-ctr", IV);
    requireUsage("--aad is for gcm", "aes-256-ctr", IV, "--aad", "00");
    Files.writeString(Path.of(key), "secret-secret");
    CommandRun run = cipher("encrypt", "aes-256-ctr", IV, input, directory + "/out");
    assertEquals(2, run.code());
    assertFalse(run.err().contains("secret"), run::err);
  }

  @Test
  void saysThatAFileIsNotPadded() throws IOException {
    Path odd = Files.write(directory.resolve("odd"), new byte[32]);
    CommandRun run = cipher("decrypt", "aes-256-cbc", IV, odd.toString(), directory + "/out");
    assertEquals(1, run.code());
    assertTrue(run.err().contains("does not decrypt to padded data"), run::err);
  }

  private void requireUsage(String message, String cipher, String iv, String... more) {
    CommandRun run = cipher("encrypt", cipher, iv, input, directory + "/out", more);
    assertTrue(run.err().contains(message), run::err);
    assertEquals(2, run.code());
  }

  private CommandRun cipher(
      String command, String cipher, String iv, String in, String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, "--local", "--cipher", cipher));
    arguments.addAll(List.of("--key-file", key, "--iv", iv));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of(in, out));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static String openssl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assertions.assertNotEquals("1", System.getenv("VACCEL_REQUIRE_ALL"), "apt install openssl");
      Assumptions.abort("openssl is missing: " + e.getMessage());
      throw e;
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), output);
    return output;
  }
}
