package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TfliteWriterTest {
  private static final byte[] FILE = TfliteWriter.write(SmallClassifier.classifier(), "small");
  private static final FlatTable MODEL = FlatTable.root(FILE);
  private static final FlatTable GRAPH = MODEL.tables(2).getFirst();

  @Test
  void saysWhatItIs() {
    assertEquals("TFL3", new String(FILE, 4, 4, StandardCharsets.US_ASCII));
    assertEquals(3, MODEL.number(0));
    assertEquals("small 1.0.0, Apache-2.0", MODEL.text(3));
  }

  @Test
  void writesTheOperatorsOfTheNetwork() {
    // Numbers of schema.fbs: 34 PAD, 3 CONV_2D, 40 MEAN, 9 FULLY_CONNECTED, 25 SOFTMAX. Options of
    // CONV_2D: padding (0 same, 1 valid), strides, activation (1 ReLU).
    assertEquals(
        """
        34 input pads0 -> pad0 options 22
        3 pad0 w0 b0 -> t0 options 1: 1 2 2 1
        3 t0 w1 b1 -> t1 options 1: 0 1 1 1
        3 t1 w2 b2 -> t2 options 1: 1 1 1 1
        40 t2 axes -> mean options 27
        9 mean w b -> logits options 8
        25 logits -> probabilities options 9
        """,
        operators());
    assertEquals("input", name(GRAPH.ints(1).getFirst()));
    assertEquals("probabilities", name(GRAPH.ints(2).getFirst()));
    assertEquals(Float.floatToRawIntBits(1), GRAPH.tables(3).getLast().table(4).number(0), "beta");
  }

  @Test
  void writesShapesWithAFreeBatch() {
    // Signature: the shape, with -1 for what a caller may choose. 0 is float32, 2 is int32.
    assertEquals(
        """
        input 0 [1, 8, 8, 3] [-1, 8, 8, 3]
        pad0 0 [1, 10, 10, 3] [-1, 10, 10, 3]
        pads0 2 [4, 2]
        w0 0 [4, 3, 3, 3]
        b0 0 [4]
        t0 0 [1, 4, 4, 4] [-1, 4, 4, 4]
        w1 0 [5, 3, 3, 4]
        b1 0 [5]
        t1 0 [1, 4, 4, 5] [-1, 4, 4, 5]
        w2 0 [6, 1, 1, 5]
        b2 0 [6]
        t2 0 [1, 4, 4, 6] [-1, 4, 4, 6]
        axes 2 [2]
        mean 0 [1, 6] [-1, 6]
        w 0 [2, 6]
        b 0 [2]
        logits 0 [1, 2] [-1, 2]
        probabilities 0 [1, 2] [-1, 2]
        """,
        tensors());
  }

  @Test
  void constantsAreInTheirBuffers() {
    assertEquals(false, MODEL.tables(4).getFirst().has(0), "the first buffer is empty");
    assertArrayEquals(LittleEndian.bytes(0, 0, 1, 1, 1, 1, 0, 0), constant("pads0"));
    assertArrayEquals(LittleEndian.bytes(1, 2), constant("axes"));
    // Filter 2, row 0, column 2, plane 1 of [4, 3, 3, 3].
    float[] filters = LittleEndian.floats(constant("w0"));
    assertEquals(SmallClassifier.oneWeight(), filters[((2 * 3 + 0) * 3 + 2) * 3 + 1]);
    var dense = SmallClassifier.parameters().getLast();
    assertArrayEquals(LittleEndian.bytes(dense.weights()), constant("w"));
  }

  @Test
  void sameNetworkGivesTheSameBytes() {
    assertArrayEquals(FILE, TfliteWriter.write(SmallClassifier.classifier(), "small"));
  }

  private static String name(int tensor) {
    return GRAPH.tables(0).get(tensor).text(3);
  }

  private static byte[] constant(String name) {
    var tensor =
        GRAPH.tables(0).stream().filter(t -> t.text(3).equals(name)).findFirst().orElseThrow();
    return MODEL.tables(4).get(tensor.number(2)).bytes(0);
  }

  private static String operators() {
    var text = new StringBuilder();
    for (var operator : GRAPH.tables(3)) {
      var code = MODEL.tables(1).get(operator.number(0));
      assertEquals(code.octet(0), code.number(3), "the code's old field and its new one");
      assertEquals(1, code.number(2), "version");
      text.append(code.number(3));
      operator.ints(1).forEach(input -> text.append(' ').append(name(input)));
      text.append(" -> ").append(name(operator.ints(2).getFirst()));
      text.append(" options ").append(operator.octet(3));
      var options = operator.table(4);
      if (code.number(3) == 3) {
        var values = List.of(options.octet(0), options.number(1), options.number(2));
        text.append(':');
        values.forEach(value -> text.append(' ').append(value));
        text.append(' ').append(options.octet(3));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String tensors() {
    var text = new StringBuilder();
    for (var tensor : GRAPH.tables(0)) {
      text.append(tensor.text(3) + " " + tensor.octet(1) + " " + tensor.ints(0));
      text.append(tensor.has(7) ? " " + tensor.ints(7) + "\n" : "\n");
    }
    return text.toString();
  }
}
