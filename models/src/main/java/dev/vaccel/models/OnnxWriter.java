package dev.vaccel.models;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a {@link Network} with its parameters as an ONNX model: opset 13, IR version 7, batch size
 * free, a softmax at the end. The same network gives the same bytes.
 *
 * <p>Field numbers are those of {@code onnx.proto} (ONNX 1.8, which brought opset 13), <a
 * href="https://github.com/onnx/onnx/blob/v1.8.0/onnx/onnx.proto">github.com/onnx/onnx</a>.
 */
final class OnnxWriter {
  private static final int IR_VERSION = 7;
  private static final int OPSET = 13;
  private static final int FLOAT = 1;

  private final Protobuf nodes = new Protobuf();
  private final Protobuf initializers = new Protobuf();
  private String last;
  private int counter;

  private OnnxWriter(String input) {
    this.last = input;
  }

  /**
   * Encodes the model.
   *
   * @param metadata goes into the model's metadata_props, in the order of the map
   */
  static byte[] write(
      Network network, List<Parameters> parameters, String name, Map<String, String> metadata) {
    var writer = new OnnxWriter(ShapeModel.INPUT);
    for (int i = 0; i < network.layers().size(); i++) {
      writer.add(network.layers().get(i), parameters.get(i));
    }
    writer.node("Softmax", List.of(writer.last), ShapeModel.OUTPUT, integer("axis", 1));
    var in = network.input();
    var graph =
        new Protobuf()
            .append(writer.nodes)
            .text(2, name)
            .append(writer.initializers)
            .message(11, valueInfo(ShapeModel.INPUT, in.channels(), in.height(), in.width()))
            .message(12, valueInfo(ShapeModel.OUTPUT, network.output().size()));
    var model =
        new Protobuf()
            .number(1, IR_VERSION)
            .text(2, "vaccel-models")
            .text(3, ShapeModel.VERSION)
            .number(5, 1)
            .message(7, graph)
            .message(8, new Protobuf().text(1, "").number(2, OPSET));
    metadata.forEach((key, value) -> model.message(14, new Protobuf().text(1, key).text(2, value)));
    return model.toBytes();
  }

  private void add(Layer layer, Parameters parameters) {
    int number = counter++;
    String result = "t" + number;
    String weights = "w" + number;
    String biases = "b" + number;
    switch (layer) {
      case Convolution convolution -> {
        int kernel = Patches.KERNEL;
        int pad = Patches.PADDING;
        int stride = convolution.patches().stride();
        int channels = convolution.channels();
        float[] values = convolution.weightsByChannel(parameters);
        tensor(weights, values, channels, layer.input().channels(), kernel, kernel);
        tensor(biases, parameters.biases(), channels);
        node(
            "Conv",
            List.of(last, weights, biases),
            result,
            integers("kernel_shape", kernel, kernel),
            integers("pads", pad, pad, pad, pad),
            integers("strides", stride, stride));
      }
      case Rectifier _ -> node("Relu", List.of(last), result);
      case GlobalAverage _ -> {
        node("GlobalAveragePool", List.of(last), result + "_pooled");
        node("Flatten", List.of(last), result, integer("axis", 1));
      }
      case Dense dense -> {
        tensor(weights, parameters.weights(), dense.outputs(), dense.input().size());
        tensor(biases, parameters.biases(), dense.outputs());
        node("Gemm", List.of(last, weights, biases), result, integer("transB", 1));
      }
    }
  }

  /** Adds a NodeProto and makes its output the next node's input. */
  private void node(String operator, List<String> inputs, String output, Protobuf... attributes) {
    var node = new Protobuf();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, operator.toLowerCase(Locale.ROOT) + "_" + output);
    node.text(4, operator);
    for (var attribute : attributes) {
      node.message(5, attribute);
    }
    nodes.message(1, node);
    last = output;
  }

  /** Adds a TensorProto of float32 to the graph's initializers. */
  private void tensor(String name, float[] values, long... dimensions) {
    var tensor = new Protobuf().numbers(1, dimensions).number(2, FLOAT).text(8, name);
    initializers.message(5, tensor.floats(9, values));
  }

  /** AttributeProto of type INT. */
  private static Protobuf integer(String name, long value) {
    return new Protobuf().text(1, name).number(3, value).number(20, 2);
  }

  /** AttributeProto of type INTS. */
  private static Protobuf integers(String name, long... values) {
    return new Protobuf().text(1, name).numbers(8, values).number(20, 7);
  }

  /** ValueInfoProto of a float32 tensor whose first dimension is the free batch size N. */
  private static Protobuf valueInfo(String name, long... dimensionsAfterBatch) {
    var shape = new Protobuf().message(1, new Protobuf().text(2, "N"));
    for (long dimension : dimensionsAfterBatch) {
      shape.message(1, new Protobuf().number(1, dimension));
    }
    var tensorType = new Protobuf().number(1, FLOAT).message(2, shape);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensorType));
  }
}
