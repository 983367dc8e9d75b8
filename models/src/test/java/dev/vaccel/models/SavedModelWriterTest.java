package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SavedModelWriterTest {
  private static final byte[] FILE = SavedModelWriter.write(SmallClassifier.classifier());
  private static final ProtobufReader SAVED = new ProtobufReader(FILE);
  private static final ProtobufReader META = SAVED.message(2);

  @Test
  void writesTheOperationsOfTheNetwork() {
    // Types: 1 float, 3 int32.
    assertEquals(
        """
        Placeholder -> input dtype=[1] shape=[-1, 8, 8, 3]
        Const -> w0 dtype=[1] value=[3, 3, 3, 4]
        Const -> b0 dtype=[1] value=[4]
        Conv2D input|w0 -> convolution0 strides=[1, 2, 2, 1] padding=EXPLICIT \
        explicit_paddings=[0, 0, 1, 1, 1, 1, 0, 0] data_format=NHWC T=[1]
        BiasAdd convolution0|b0 -> biased0 T=[1]
        Relu biased0 -> relu0 T=[1]
        Const -> w1 dtype=[1] value=[3, 3, 4, 5]
        Const -> b1 dtype=[1] value=[5]
        Conv2D relu0|w1 -> convolution1 strides=[1, 1, 1, 1] padding=EXPLICIT \
        explicit_paddings=[0, 0, 1, 1, 1, 1, 0, 0] data_format=NHWC T=[1]
        BiasAdd convolution1|b1 -> biased1 T=[1]
        Relu biased1 -> relu1 T=[1]
        Const -> w2 dtype=[1] value=[1, 1, 5, 6]
        Const -> b2 dtype=[1] value=[6]
        Conv2D relu1|w2 -> convolution2 strides=[1, 1, 1, 1] padding=EXPLICIT \
        explicit_paddings=[0, 0, 0, 0, 0, 0, 0, 0] data_format=NHWC T=[1]
        BiasAdd convolution2|b2 -> biased2 T=[1]
        Relu biased2 -> relu2 T=[1]
        Const -> axes dtype=[3] value=[2]
        Mean relu2|axes -> mean Tidx=[3] T=[1]
        Const -> w dtype=[1] value=[2, 6]
        Const -> b dtype=[1] value=[2]
        MatMul mean|w -> product transpose_b=true T=[1]
        BiasAdd product|b -> logits T=[1]
        Softmax logits -> probabilities T=[1]
        """,
        nodes());
  }

  @Test
  void signatureNamesInputAndOutput() {
    assertEquals("[1]", SAVED.numbers(1).toString(), "schema version");
    assertEquals("serve", META.message(1).text(4));
    var signature = META.message(5);
    assertEquals("serving_default", signature.text(1));
    assertEquals("input input:0 [1] [-1, 8, 8, 3]", port(signature.message(2).message(1)));
    assertEquals(
        "probabilities probabilities:0 [1] [-1, 2]", port(signature.message(2).message(2)));
    assertEquals("tensorflow/serving/predict", signature.message(2).text(3));
  }

  @Test
  void constantsAreInTheirNodes() {
    assertEquals("[1, 2]", constant("axes").numbers(7).toString());
    // Row 0, column 2, plane 1, filter 2 of [3, 3, 3, 4].
    float[] filters = LittleEndian.floats(constant("w0").bytes(4).getFirst());
    assertEquals(3 * 3 * 3 * 4, filters.length);
    assertEquals(SmallClassifier.oneWeight(), filters[((0 * 3 + 2) * 3 + 1) * 4 + 2]);
    var dense = SmallClassifier.parameters().getLast();
    assertArrayEquals(LittleEndian.bytes(dense.weights()), constant("w").bytes(4).getFirst());
  }

  @Test
  void sameNetworkGivesTheSameBytes() {
    assertArrayEquals(FILE, SavedModelWriter.write(SmallClassifier.classifier()));
  }

  private static ProtobufReader constant(String name) {
    var node =
        META.message(2).messages(1).stream()
            .filter(n -> n.text(1).equals(name))
            .findFirst()
            .orElseThrow();
    return node.messages(5).getLast().message(2).message(8);
  }

  private static String nodes() {
    var text = new StringBuilder();
    for (var node : META.message(2).messages(1)) {
      String inputs = node.text(3).isEmpty() ? "" : " " + node.text(3);
      text.append(node.text(2) + inputs + " -> " + node.text(1));
      for (var attribute : node.messages(5)) {
        text.append(" " + attribute.text(1) + "=" + value(attribute.message(2)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** AttrValue: 1 list (3 numbers), 2 text, 5 bool, 6 type, 7 shape, 8 tensor (2 shape). */
  private static String value(ProtobufReader value) {
    if (!value.bytes(1).isEmpty()) {
      return value.message(1).numbers(3).toString();
    }
    if (!value.numbers(5).isEmpty()) {
      return value.numbers(5).equals(List.of(1L)) ? "true" : "false";
    }
    if (!value.numbers(6).isEmpty()) {
      return value.numbers(6).toString();
    }
    if (!value.bytes(7).isEmpty()) {
      return shape(value.message(7));
    }
    return value.bytes(8).isEmpty() ? value.text(2) : shape(value.message(8).message(2));
  }

  private static String shape(ProtobufReader shape) {
    var dimensions = new ArrayList<Long>();
    shape.messages(2).forEach(dimension -> dimensions.addAll(dimension.numbers(1)));
    return dimensions.toString();
  }

  private static String port(ProtobufReader entry) {
    var info = entry.message(2);
    return entry.text(1)
        + " "
        + info.text(1)
        + " "
        + info.numbers(2)
        + " "
        + shape(info.message(3));
  }
}
