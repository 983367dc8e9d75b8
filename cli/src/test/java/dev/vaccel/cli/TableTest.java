package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TableTest {
  private static String print(Table table, int width) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    table.print(out, width);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void columnsAreAlignedNumbersToTheRight() {
    Table table = new Table("NAME", ">N", "TEXT");
    table.add("größe", "1", "x");
    table.add("b", "100", "y z");
    assertEquals(
        """
        NAME     N  TEXT
        größe    1  x
        b      100  y z
        """,
        print(table, Integer.MAX_VALUE));
  }

  @Test
  void lastColumnIsBrokenAtBlanksToFit() {
    Table table = new Table("A", "REASON");
    table.add("x", "one two three four five six seven");
    String printed = print(table, 22);
    assertEquals(
        """
        A  REASON
        x  one two three four
           five six seven
        """,
        printed);
    assertTrue(printed.lines().allMatch(line -> line.length() <= 22), printed);
  }

  @Test
  void longWordsStayWhole() {
    Table table = new Table("A", "REASON");
    table.add("x", "see /a/very/long/path/that/does/not/fit now");
    assertEquals(
        """
        A  REASON
        x  see
           /a/very/long/path/that/does/not/fit
           now
        """,
        print(table, 22));
  }

  @Test
  void controlCharactersDoNotReachTheTerminal() {
    Table table = new Table("A");
    table.add("a\u001b[2Jb\nc");
    assertEquals("A\na?[2Jb c\n", print(table, 80));
  }

  @Test
  void rowOfAnotherLengthIsADefect() {
    assertThrows(IllegalArgumentException.class, () -> new Table("A", "B").add("x"));
  }
}
