package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProtobufReaderTest {
  @Test
  void readsWhatWasWritten() {
    var message =
        new Protobuf()
            .numbers(1, 150, -1, Long.MIN_VALUE)
            .text(2, "a")
            .message(3, new Protobuf().text(1, "ß"))
            .text(2, "b")
            .floats(100, new float[] {1.5f});
    var read = new ProtobufReader(message.toBytes());
    assertEquals(List.of(150L, -1L, Long.MIN_VALUE), read.numbers(1));
    assertEquals("a|b", read.text(2));
    assertEquals("ß", read.message(3).text(1));
    assertEquals(1.5f, LittleEndian.floats(read.bytes(100).getFirst())[0]);
    assertEquals(List.of(), read.numbers(2), "a text is no number");
    assertEquals(List.of(), read.messages(9));
    assertThrows(IllegalArgumentException.class, () -> read.message(9));
    assertThrows(IllegalArgumentException.class, () -> read.message(2));
  }

  @ParameterizedTest
  @CsvSource({
    "08, it ends inside the number",
    "0880, it ends inside the number",
    "0880808080808080808080808001, has no end",
    "0a, it ends inside the number",
    "0a05aabb, has the length 5: 2 bytes are left",
    "0affffffffffffffffff01, has the length 18446744073709551615",
    "0affffffff0f, has the length 4294967295",
    "0001, has the tag 0",
    "f8ffffffffffffffff0100, has the tag",
    "090000000000000000, wire type 1",
    "0b, wire type 3",
    "0d00000000, wire type 5",
  })
  void damagedBytesAreRefused(String hex, String message) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    var error = assertThrows(IllegalArgumentException.class, () -> new ProtobufReader(bytes));
    assertTrue(error.toString().contains(message), error.toString());
  }
}
