package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.vaccel.models.FlatBuffer.Bytes;
import dev.vaccel.models.FlatBuffer.Int;
import dev.vaccel.models.FlatBuffer.Ints;
import dev.vaccel.models.FlatBuffer.Octet;
import dev.vaccel.models.FlatBuffer.Table;
import dev.vaccel.models.FlatBuffer.Tables;
import dev.vaccel.models.FlatBuffer.Text;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FlatBufferTest {
  @Test
  void layoutIsThatOfTheFormat() {
    byte[] file = FlatBuffer.write(new Table().put(0, new Int(7)).put(2, new Text("ab")), "ABCD");
    assertEquals(
        // root at 20, identifier
        "14000000"
            + "41424344"
            // vtable of 10 bytes, table of 12: field 0 at 4, field 1 nowhere, field 2 at 8; padding
            + "0a000c00"
            + "04000000"
            + "08000000"
            // the table: 12 back to its vtable, 7, the string 4 further
            + "0c000000"
            + "07000000"
            + "04000000"
            + "02000000"
            + "616200",
        HexFormat.of().formatHex(file));
  }

  @Test
  void everyKindOfPartCanBeReadAgain() {
    byte[] large = new byte[200_000];
    large[199_999] = 5;
    var inner = new Table().put(1, new Octet(-2));
    var root =
        new Table()
            .put(0, Ints.of(1, -1))
            .put(1, new Tables(List.of(inner, new Table(), inner)))
            .put(3, new Bytes(new byte[] {1, 2, 3}))
            .put(4, new Bytes(large))
            .put(5, inner)
            .put(6, new Text("Maß"));
    byte[] file = FlatBuffer.write(root, "ABCD");
    var read = FlatTable.root(file);
    assertEquals(List.of(1, -1), read.ints(0));
    assertEquals(3, read.tables(1).size());
    assertEquals(-2, read.tables(1).getLast().octet(1));
    assertFalse(read.has(2) || read.tables(1).get(1).has(0) || read.has(7));
    assertArrayEquals(new byte[] {1, 2, 3}, read.bytes(3));
    assertEquals(0, read.elements(3) % 16);
    assertArrayEquals(large, read.bytes(4));
    assertEquals(0, read.elements(4) % 16);
    assertEquals(-2, read.table(5).octet(1));
    assertEquals("Maß", read.text(6));
  }
}
