package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OnnxWriterTest {
  private static final Network SMALL =
      new Network.Builder(new FeatureShape(3, 8, 8))
          .convolution(4, 2)
          .rectifier()
          .globalAverage()
          .dense(2)
          .build();

  private static final List<Head> HEADS =
      List.of(new Head("probabilities", 0, 2, Activation.SOFTMAX));

  private static final Network MAPS =
      new Network.Builder(new FeatureShape(3, 8, 8))
          .convolution(4, 2)
          .mark("half")
          .upsample()
          .convolution(4, 2)
          .concat("half")
          .pointwise(3, 0)
          .smoothUpsample()
          .build();

  @Test
  void encodesFieldsAsTheProtobufGuideDoes() {
    // The guide's own examples: field 1 = 150; field 2 = "testing"; field 3 = { field 1 = 150 }.
    byte[] message =
        new Protobuf()
            .number(1, 150)
            .text(2, "testing")
            .message(3, new Protobuf().number(1, 150))
            .toBytes();
    assertEquals("089601120774657374696e671a03089601", HexFormat.of().formatHex(message));
  }

  @Test
  void writesTheGraphOfTheNetwork() {
    var model = write();
    assertEquals("[7]", model.numbers(1).toString(), "IR version");
    assertEquals("[13]", model.message(8).numbers(2).toString(), "opset");
    assertEquals("key", model.message(14).text(1));
    assertEquals("value", model.message(14).text(2));
    var graph = model.message(7);
    assertEquals("small", graph.text(2));
    assertEquals(
        """
        Conv input|w0|b0 -> t0 kernel_shape=[3, 3] pads=[1, 1, 1, 1] strides=[2, 2]
        Relu t0 -> t1
        GlobalAveragePool t1 -> t2_pooled
        Flatten t2_pooled -> t2 axis=[1]
        Gemm t2|w3|b3 -> t3 transB=[1]
        Softmax t3 -> probabilities axis=[1]
        """,
        nodes(graph));
    assertEquals(
        """
        w0 [4, 3, 3, 3]
        b0 [4]
        w3 [2, 4]
        b3 [2]
        """,
        tensors(graph));
    assertEquals("input N,3,8,8", value(graph.message(11)));
    assertEquals("probabilities N,2", value(graph.message(12)));
  }

  @Test
  void writesMapsAndSeveralOutputs() {
    var heads =
        List.of(
            new Head("scores", 0, 2, Activation.SIGMOID), new Head("rest", 2, 1, Activation.NONE));
    byte[] bytes = OnnxWriter.write(MAPS, MAPS.initialParameters(1), "maps", heads, Map.of());
    var graph = new ProtobufReader(bytes).message(7);
    assertEquals(
        """
        Conv input|w0|b0 -> t0 kernel_shape=[3, 3] pads=[1, 1, 1, 1] strides=[2, 2]
        Resize t0||t1_scales -> t1 coordinate_transformation_mode=asymmetric mode=nearest \
        nearest_mode=floor
        Conv t1|w2|b2 -> t2 kernel_shape=[3, 3] pads=[1, 1, 1, 1] strides=[2, 2]
        Concat t2|t0 -> t3 axis=[1]
        Conv t3|w4|b4 -> t4 kernel_shape=[1, 1] pads=[0, 0, 0, 0] strides=[1, 1]
        Resize t4||t5_scales -> t5 coordinate_transformation_mode=half_pixel mode=linear
        Slice t5|scores_start|scores_end|scores_axis -> scores_raw
        Sigmoid scores_raw -> scores
        Slice t5|rest_start|rest_end|rest_axis -> rest
        """,
        nodes(graph));
    var outputs = graph.messages(12);
    assertEquals("scores N,2,8,8", value(outputs.getFirst()));
    assertEquals("rest N,1,8,8", value(outputs.getLast()));
  }

  @Test
  void writesTextsAsBytes() {
    var network =
        new Network.Builder(new FeatureShape(1, 1, 16))
            .embedding(3)
            .rowConvolution(4, 5, 2)
            .globalMaximum()
            .dense(2)
            .build();
    byte[] bytes = OnnxWriter.write(network, network.initialParameters(1), "text", HEADS, Map.of());
    var graph = new ProtobufReader(bytes).message(7);
    assertEquals(
        """
        Cast input -> t0_numbers to=[6]
        Unsqueeze t0_numbers|t0_axes -> t0_row
        Gather w0|t0_row -> t0_found axis=[0]
        Transpose t0_found -> t0 perm=[0, 3, 1, 2]
        Conv t0|w1|b1 -> t1 kernel_shape=[1, 5] pads=[0, 2, 0, 2] strides=[2, 2]
        GlobalMaxPool t1 -> t2_pooled
        Flatten t2_pooled -> t2 axis=[1]
        Gemm t2|w3|b3 -> t3 transB=[1]
        Softmax t3 -> probabilities axis=[1]
        """,
        nodes(graph));
    assertEquals("input N,16", value(graph.message(11)));
    var type = graph.message(11).message(2).message(1).numbers(1);
    assertEquals("[2]", type.toString(), "element type uint8");
  }

  @Test
  void writesConvolutionWeightsByOutputChannel() {
    var parameters = SMALL.initialParameters(1);
    var weights = write().message(7).messages(5).getFirst().bytes(9).getFirst();
    var floats = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    assertEquals(4 * 27, floats.remaining());
    // Output channel 2, input channel 1, row 0, column 2: tap 1 * 9 + 2 of 27.
    assertEquals(parameters.getFirst().weights()[11 * 4 + 2], floats.get(2 * 27 + 11));
  }

  @Test
  void sameNetworkGivesTheSameBytes() {
    var parameters = SMALL.initialParameters(1);
    assertArrayEquals(
        OnnxWriter.write(SMALL, parameters, "small", HEADS, Map.of()),
        OnnxWriter.write(SMALL, parameters, "small", HEADS, Map.of()));
  }

  private static ProtobufReader write() {
    return new ProtobufReader(
        OnnxWriter.write(
            SMALL, SMALL.initialParameters(1), "small", HEADS, Map.of("key", "value")));
  }

  private static String nodes(ProtobufReader graph) {
    var text = new StringBuilder();
    for (var node : graph.messages(1)) {
      text.append(node.text(4) + " " + node.text(1) + " -> " + node.text(2));
      for (var attribute : node.messages(5)) {
        var values = attribute.numbers(8).isEmpty() ? attribute.numbers(3) : attribute.numbers(8);
        text.append(" " + attribute.text(1) + "=");
        text.append(values.isEmpty() ? attribute.text(4) : values);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String tensors(ProtobufReader graph) {
    var text = new StringBuilder();
    for (var tensor : graph.messages(5)) {
      assertEquals("[1]", tensor.numbers(2).toString(), "element type float");
      text.append(tensor.text(8) + " " + tensor.numbers(1) + "\n");
    }
    return text.toString();
  }

  private static String value(ProtobufReader value) {
    var shape = value.message(2).message(1).message(2);
    var text = new StringBuilder(value.text(1));
    char separator = ' ';
    for (var dimension : shape.messages(1)) {
      text.append(separator);
      separator = ',';
      text.append(
          dimension.numbers(1).isEmpty() ? dimension.text(2) : dimension.numbers(1).getFirst());
    }
    return text.toString();
  }
}
