package dev.vaccel.models;

import java.util.Arrays;

/**
 * Writes a {@link Classifier} as the {@code saved_model.pb} of a SavedModel for TensorFlow: weights
 * are constants, so that there are no variables beside it; one signature, {@code serving_default};
 * batch size free, the input {@code [N, height, width, channels]}. The same classifier gives the
 * same bytes.
 *
 * <p>Field numbers are those of {@code saved_model.proto}, {@code meta_graph.proto}, {@code
 * graph.proto}, {@code node_def.proto}, {@code attr_value.proto}, {@code tensor.proto} and {@code
 * tensor_shape.proto}, <a
 * href="https://github.com/tensorflow/tensorflow/tree/v2.18.0/tensorflow/core/protobuf">
 * github.com/tensorflow/tensorflow</a>.
 */
final class SavedModelWriter {
  private static final int SCHEMA_VERSION = 1;

  /** Of graphs that TensorFlow 2.3 wrote: later versions run them, and nothing here is newer. */
  private static final int PRODUCER = 440;

  /** DataType. */
  private static final int FLOAT = 1;

  private static final int INT32 = 3;

  private final Protobuf nodes = new Protobuf();
  private String last = ModelCard.INPUT;

  private SavedModelWriter() {}

  /** Encodes the model. */
  static byte[] write(Classifier classifier) {
    var writer = new SavedModelWriter();
    var in = classifier.input();
    var inputShape = shape(-1, in.height(), in.width(), in.channels());
    writer.node(
        ModelCard.INPUT,
        "Placeholder",
        new String[0],
        attribute("dtype", type(FLOAT)),
        attribute("shape", new Protobuf().message(7, inputShape)));
    for (int i = 0; i < classifier.convolutions().size(); i++) {
      writer.convolution(i, classifier.convolutions().get(i));
    }
    writer.average();
    writer.dense(classifier.dense(), classifier.denseParameters());
    writer.float32(classifier.output(), "Softmax", writer.last);

    var outputShape = shape(-1, classifier.dense().outputs());
    var signature =
        new Protobuf()
            .message(1, entry(ModelCard.INPUT, tensorInfo(ModelCard.INPUT, inputShape)))
            .message(2, entry(classifier.output(), tensorInfo(classifier.output(), outputShape)))
            .text(3, "tensorflow/serving/predict");
    var graph = new Protobuf().append(writer.nodes).message(4, new Protobuf().number(1, PRODUCER));
    var metaGraph =
        new Protobuf()
            .message(1, new Protobuf().text(4, "serve"))
            .message(2, graph)
            .message(5, entry("serving_default", signature));
    return new Protobuf().number(1, SCHEMA_VERSION).message(2, metaGraph).toBytes();
  }

  private void convolution(int number, Classifier.Convolved convolved) {
    var layer = convolved.layer();
    var patches = layer.patches();
    int kernel = patches.kernel();
    int pad = patches.padding();
    int stride = patches.stride();
    var filter = shape(kernel, kernel, layer.input().channels(), layer.channels());
    constant("w" + number, filter, layer.weightsByPixel(convolved.parameters()));
    constant("b" + number, shape(layer.channels()), convolved.parameters().biases());
    float32(
        "convolution" + number,
        "Conv2D",
        new String[] {last, "w" + number},
        attribute("strides", integers(1, stride, stride, 1)),
        // With a stride of 2 SAME pads one side only, and the network was trained with both.
        attribute("padding", text("EXPLICIT")),
        attribute("explicit_paddings", integers(0, 0, pad, pad, pad, pad, 0, 0)),
        attribute("data_format", text("NHWC")));
    float32("biased" + number, "BiasAdd", last, "b" + number);
    float32("relu" + number, "Relu", last);
  }

  private void average() {
    node(
        "axes",
        "Const",
        new String[0],
        attribute("dtype", type(INT32)),
        attribute(
            "value",
            new Protobuf()
                .message(
                    8, new Protobuf().number(1, INT32).message(2, shape(2)).numbers(7, 1, 2))));
    float32("mean", "Mean", new String[] {last, "axes"}, attribute("Tidx", type(INT32)));
  }

  private void dense(Dense dense, Parameters parameters) {
    constant("w", shape(dense.outputs(), dense.input().size()), parameters.weights());
    constant("b", shape(dense.outputs()), parameters.biases());
    float32(
        "product",
        "MatMul",
        new String[] {last, "w"},
        attribute("transpose_b", new Protobuf().number(5, 1)));
    float32("logits", "BiasAdd", last, "b");
  }

  /** Adds a constant of float32. */
  private void constant(String name, Protobuf shape, float[] values) {
    var tensor = new Protobuf().number(1, FLOAT).message(2, shape).floats(4, values);
    node(
        name,
        "Const",
        new String[0],
        attribute("dtype", type(FLOAT)),
        attribute("value", new Protobuf().message(8, tensor)));
  }

  private void float32(String name, String operation, String... inputs) {
    float32(name, operation, inputs, new Protobuf[0]);
  }

  /** Adds an operation on float32 and makes its result the next one's input. */
  private void float32(String name, String operation, String[] inputs, Protobuf... attributes) {
    var all = Arrays.copyOf(attributes, attributes.length + 1);
    all[attributes.length] = attribute("T", type(FLOAT));
    node(name, operation, inputs, all);
    last = name;
  }

  /** Adds a NodeDef. */
  private void node(String name, String operation, String[] inputs, Protobuf... attributes) {
    var node = new Protobuf().text(1, name).text(2, operation);
    for (String input : inputs) {
      node.text(3, input);
    }
    for (var attribute : attributes) {
      node.append(attribute);
    }
    nodes.message(1, node);
  }

  /** A NodeDef's field 5: an entry of its map from names to AttrValues. */
  private static Protobuf attribute(String name, Protobuf value) {
    return new Protobuf().message(5, entry(name, value));
  }

  private static Protobuf entry(String key, Protobuf value) {
    return new Protobuf().text(1, key).message(2, value);
  }

  private static Protobuf type(int number) {
    return new Protobuf().number(6, number);
  }

  private static Protobuf text(String value) {
    return new Protobuf().text(2, value);
  }

  /** AttrValue of a ListValue whose field 3 has the numbers. */
  private static Protobuf integers(long... values) {
    return new Protobuf().message(1, new Protobuf().numbers(3, values));
  }

  /** TensorShapeProto; -1 is a dimension of any size. */
  private static Protobuf shape(long... dimensions) {
    var shape = new Protobuf();
    for (long dimension : dimensions) {
      shape.message(2, new Protobuf().number(1, dimension));
    }
    return shape;
  }

  private static Protobuf tensorInfo(String node, Protobuf shape) {
    return new Protobuf().text(1, node + ":0").number(2, FLOAT).message(3, shape);
  }
}
