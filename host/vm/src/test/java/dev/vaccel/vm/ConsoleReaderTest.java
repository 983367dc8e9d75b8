package dev.vaccel.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleReaderTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final String MARK = "\u001evaccel " + TOKEN + " ";
  private static final String BEGIN = MARK + "begin\n";

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ConsoleReader reader = new ConsoleReader(TOKEN, output::write);

  private void say(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    reader.take(bytes, bytes.length);
  }

  private String output() {
    return output.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void passesWhatIsBetweenTheMarks() throws IOException {
    say("SeaBIOS\nLinux version 6\n" + BEGIN + "a\r\nb" + MARK + "end 42\nreboot: Power down\n");
    assertEquals("a\r\nb", output());
    assertEquals(ConsoleReader.State.ENDED, reader.state());
    assertEquals(42, reader.exitCode().getAsInt());
  }

  @Test
  void passesOutputAsItComes() throws IOException {
    say(BEGIN + "first");
    assertEquals("first", output());
    assertEquals(ConsoleReader.State.RUNNING, reader.state());
    assertTrue(reader.exitCode().isEmpty());
    say(" second");
    assertEquals("first second", output());
  }

  @Test
  void marksMayBeSplitAnywhere() throws IOException {
    String all = "boot " + BEGIN + "x\u001evaccel y" + MARK + "end 7\nrest";
    for (int first = 0; first < all.length(); first++) {
      for (int second = first; second < all.length(); second++) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConsoleReader split = new ConsoleReader(TOKEN, out::write);
        for (String part :
            new String[] {
              all.substring(0, first), all.substring(first, second), all.substring(second)
            }) {
          split.take(part.getBytes(StandardCharsets.ISO_8859_1), part.length());
        }
        assertEquals("x\u001evaccel y", out.toString(StandardCharsets.ISO_8859_1));
        assertEquals(7, split.exitCode().getAsInt());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001evaccel fedcba9876543210 end 0\n",
        "\u001evaccel 0123456789abcde",
        "vaccel " + TOKEN + " end 0\n",
        MARK + "end\n",
        MARK + "end -1\n",
        MARK + "end 1234\n",
        MARK + "end 0 and more than fits\n",
        MARK + "\n",
        MARK + MARK + "end 0x\n",
        "\u001e\u001e\u001e",
        "\u001evaccel \u001evaccel ",
        "\0\u00ff\u0080\r\n",
      })
  void whatIsNoMarkIsOutput(String text) throws IOException {
    say(BEGIN + text);
    reader.end();
    assertEquals(text, output());
    assertEquals(ConsoleReader.State.RUNNING, reader.state());
  }

  @Test
  void noMarkOfTheEndCountsBeforeTheBeginning() throws IOException {
    say(MARK + "end 0\n" + "\u001evaccel other begin\n");
    assertEquals(ConsoleReader.State.BOOTING, reader.state());
    say(BEGIN + "x");
    assertEquals("x", output());
  }

  @Test
  void aSecondBeginningMeansThatTheMachineWasRestarted() throws IOException {
    say(BEGIN + "x");
    say("boots again\n" + BEGIN + "y");
    assertEquals(ConsoleReader.State.RESTARTED, reader.state());
    assertFalse(output().contains("y"));
  }

  @Test
  void nothingIsPassedAfterTheEnd() throws IOException {
    say(BEGIN + MARK + "end 0\n" + "late" + BEGIN);
    say("later");
    assertEquals("", output());
    assertEquals(ConsoleReader.State.ENDED, reader.state());
  }

  @Test
  void randomOutputInRandomPiecesIsPassedExactly() throws IOException {
    Random random = Seed.random("ConsoleReaderTest");
    byte[] mark = MARK.getBytes(StandardCharsets.ISO_8859_1);
    for (int round = 0; round < 200; round++) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      while (said.size() < 3000) {
        if (random.nextBoolean()) {
          said.write(mark, 0, random.nextInt(mark.length));
        } else {
          byte[] noise = new byte[random.nextInt(20)];
          random.nextBytes(noise);
          said.writeBytes(noise);
        }
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ConsoleReader each = new ConsoleReader(TOKEN, out::write);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(BEGIN.getBytes(StandardCharsets.ISO_8859_1));
      all.writeBytes(said.toByteArray());
      all.writeBytes((MARK + "end 255\n").getBytes(StandardCharsets.ISO_8859_1));
      byte[] bytes = all.toByteArray();
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(100));
        each.take(Arrays.copyOfRange(bytes, at, at + length), length);
        at += length;
      }
      assertEquals(
          said.toString(StandardCharsets.ISO_8859_1), out.toString(StandardCharsets.ISO_8859_1));
      assertEquals(255, each.exitCode().getAsInt());
    }
  }

  @Test
  void theLastLinesHaveNeitherMarksNorControlCharacters() throws IOException {
    say("one\r\n\u001bc\u001b[?7l\u001b[2J\ntwo\n" + BEGIN + "\u001b[31mthree\u0007\nfour\n\n");
    assertEquals("two | three | four", reader.lastLines());
    say("x".repeat(10_000));
    assertTrue(reader.lastLines().length() <= 4096);
  }
}
