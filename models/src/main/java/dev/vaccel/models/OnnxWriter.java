package dev.vaccel.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a {@link Network} with its parameters as an ONNX model: opset 13, IR version 7, batch size
 * free, one output for each head. The same network gives the same bytes.
 *
 * <p>Field numbers are those of {@code onnx.proto} (ONNX 1.8, which brought opset 13), <a
 * href="https://github.com/onnx/onnx/blob/v1.8.0/onnx/onnx.proto">github.com/onnx/onnx</a>.
 */
final class OnnxWriter {
  private static final int IR_VERSION = 7;
  private static final int OPSET = 13;
  private static final int FLOAT = 1;
  private static final int UINT8 = 2;
  private static final int INT32 = 6;
  private static final int INT64 = 7;

  private final Protobuf nodes = new Protobuf();
  private final Protobuf initializers = new Protobuf();
  private final List<String> results = new ArrayList<>();
  private String last;
  private int counter;

  private OnnxWriter(String input) {
    this.last = input;
  }

  /**
   * Encodes the model.
   *
   * @param heads what becomes of the last layer's channels
   * @param metadata goes into the model's metadata_props, in the order of the map
   */
  static byte[] write(
      Network network,
      List<Parameters> parameters,
      String name,
      List<Head> heads,
      Map<String, String> metadata) {
    var writer = new OnnxWriter(ModelCard.INPUT);
    for (int i = 0; i < network.layers().size(); i++) {
      writer.add(network.layers().get(i), parameters.get(i));
    }
    var outputs = new Protobuf();
    for (var head : heads) {
      writer.add(head, network.output());
      outputs.message(12, valueInfo(head.name(), FLOAT, dimensions(head, network.output())));
    }
    var graph =
        new Protobuf()
            .append(writer.nodes)
            .text(2, name)
            .append(writer.initializers)
            .message(11, input(network))
            .append(outputs);
    var model =
        new Protobuf()
            .number(1, IR_VERSION)
            .text(2, "vaccel-models")
            .text(3, ModelCard.VERSION)
            .number(5, 1)
            .message(7, graph)
            .message(8, new Protobuf().text(1, "").number(2, OPSET));
    metadata.forEach((key, value) -> model.message(14, new Protobuf().text(1, key).text(2, value)));
    return model.toBytes();
  }

  /** Pictures as planes of float32, texts as rows of bytes. */
  private static Protobuf input(Network network) {
    var in = network.input();
    return network.layers().getFirst() instanceof Embedding
        ? valueInfo(ModelCard.INPUT, UINT8, in.width())
        : valueInfo(ModelCard.INPUT, FLOAT, in.channels(), in.height(), in.width());
  }

  private void add(Layer layer, Parameters parameters) {
    int number = counter++;
    String result = "t" + number;
    String weights = "w" + number;
    String biases = "b" + number;
    switch (layer) {
      case Convolution convolution -> {
        int rows = convolution.patches().kernelRows();
        int kernel = convolution.patches().kernel();
        int padRows = convolution.patches().paddingRows();
        int pad = convolution.patches().padding();
        int stride = convolution.patches().stride();
        int channels = convolution.channels();
        float[] values = convolution.weightsByChannel(parameters);
        tensor(weights, values, channels, layer.input().channels(), rows, kernel);
        tensor(biases, parameters.biases(), channels);
        node(
            "Conv",
            List.of(last, weights, biases),
            result,
            integers("kernel_shape", rows, kernel),
            integers("pads", padRows, pad, padRows, pad),
            integers("strides", stride, stride));
      }
      case Rectifier _ -> node("Relu", List.of(last), result);
      case GlobalAverage _ -> {
        node("GlobalAveragePool", List.of(last), result + "_pooled");
        node("Flatten", List.of(last), result, integer("axis", 1));
      }
      case GlobalMaximum _ -> {
        node("GlobalMaxPool", List.of(last), result + "_pooled");
        node("Flatten", List.of(last), result, integer("axis", 1));
      }
      case Embedding embedding -> {
        String axes = result + "_axes";
        tensor(weights, parameters.weights(), Embedding.VALUES, embedding.channels());
        integerTensor(axes, 1);
        node("Cast", List.of(last), result + "_numbers", integer("to", INT32));
        // The one row that all layers count with.
        node("Unsqueeze", List.of(last, axes), result + "_row");
        node("Gather", List.of(weights, last), result + "_found", integer("axis", 0));
        node("Transpose", List.of(last), result, integers("perm", 0, 3, 1, 2));
      }
      case Dense dense -> {
        tensor(weights, parameters.weights(), dense.outputs(), dense.input().size());
        tensor(biases, parameters.biases(), dense.outputs());
        node("Gemm", List.of(last, weights, biases), result, integer("transB", 1));
      }
      case Upsample _ ->
          resize(
              result,
              text("coordinate_transformation_mode", "asymmetric"),
              text("mode", "nearest"),
              text("nearest_mode", "floor"));
      case SmoothUpsample _ ->
          resize(
              result, text("coordinate_transformation_mode", "half_pixel"), text("mode", "linear"));
      case Concat concat ->
          node("Concat", List.of(last, results.get(concat.source())), result, integer("axis", 1));
    }
    results.add(result);
  }

  private void resize(String result, Protobuf... attributes) {
    String scales = result + "_scales";
    tensor(scales, new float[] {1, 1, 2, 2}, 4);
    // The empty name: no region of interest.
    node("Resize", List.of(last, "", scales), result, attributes);
  }

  /** Cuts the head's channels out of the last layer's and applies its activation. */
  private void add(Head head, FeatureShape from) {
    String whole = results.getLast();
    boolean activated = head.activation() != Activation.NONE;
    if (head.channels() < from.channels()) {
      String name = activated ? head.name() + "_raw" : head.name();
      String start = head.name() + "_start";
      String end = head.name() + "_end";
      String axis = head.name() + "_axis";
      integerTensor(start, head.first());
      integerTensor(end, head.first() + head.channels());
      integerTensor(axis, 1);
      node("Slice", List.of(whole, start, end, axis), name);
    } else if (!activated) {
      node("Identity", List.of(whole), head.name());
    } else {
      last = whole;
    }
    switch (head.activation()) {
      case NONE -> {}
      case SIGMOID -> node("Sigmoid", List.of(last), head.name());
      case SOFTMAX -> node("Softmax", List.of(last), head.name(), integer("axis", 1));
    }
  }

  private static long[] dimensions(Head head, FeatureShape from) {
    boolean map = from.plane() > 1;
    return map
        ? new long[] {head.channels(), from.height(), from.width()}
        : new long[] {head.channels()};
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

  /** Adds a TensorProto of one int64 to the graph's initializers. */
  private void integerTensor(String name, long value) {
    var tensor = new Protobuf().numbers(1, 1).number(2, INT64).text(8, name);
    initializers.message(5, tensor.longs(9, value));
  }

  /** AttributeProto of type STRING. */
  private static Protobuf text(String name, String value) {
    return new Protobuf().text(1, name).text(4, value).number(20, 3);
  }

  /** AttributeProto of type INT. */
  private static Protobuf integer(String name, long value) {
    return new Protobuf().text(1, name).number(3, value).number(20, 2);
  }

  /** AttributeProto of type INTS. */
  private static Protobuf integers(String name, long... values) {
    return new Protobuf().text(1, name).numbers(8, values).number(20, 7);
  }

  /** ValueInfoProto of a tensor whose first dimension is the free batch size N. */
  private static Protobuf valueInfo(String name, int type, long... dimensionsAfterBatch) {
    var shape = new Protobuf().message(1, new Protobuf().text(2, "N"));
    for (long dimension : dimensionsAfterBatch) {
      shape.message(1, new Protobuf().number(1, dimension));
    }
    var tensorType = new Protobuf().number(1, type).message(2, shape);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensorType));
  }
}
