package dev.vaccel.models;

import dev.vaccel.models.FlatBuffer.Bytes;
import dev.vaccel.models.FlatBuffer.Int;
import dev.vaccel.models.FlatBuffer.Ints;
import dev.vaccel.models.FlatBuffer.Octet;
import dev.vaccel.models.FlatBuffer.Table;
import dev.vaccel.models.FlatBuffer.Tables;
import dev.vaccel.models.FlatBuffer.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a {@link Classifier} for TensorFlow Lite: schema version 3, float32, batch size free, the
 * input {@code [N, height, width, channels]}. The same classifier gives the same bytes.
 *
 * <p>Numbers of fields, operators and options are those of {@code schema.fbs}, <a
 * href="https://github.com/tensorflow/tensorflow/blob/v2.18.0/tensorflow/compiler/mlir/lite/schema/schema.fbs">
 * github.com/tensorflow/tensorflow</a>. All operators are of their first version.
 */
final class TfliteWriter {
  private static final int SCHEMA_VERSION = 3;
  private static final String IDENTIFIER = "TFL3";

  /** TensorType. */
  private static final int FLOAT32 = 0;

  private static final int INT32 = 2;

  /** Padding: as much as keeps the size where the stride is 1. */
  private static final int SAME = 0;

  /** Padding: none. */
  private static final int VALID = 1;

  /** ActivationFunctionType. */
  private static final int RELU = 1;

  /** An operator: its number in BuiltinOperator, and that of its options in BuiltinOptions. */
  private enum Operator {
    CONV_2D(3, 1),
    FULLY_CONNECTED(9, 8),
    SOFTMAX(25, 9),
    PAD(34, 22),
    MEAN(40, 27);

    private final int code;
    private final int options;

    Operator(int code, int options) {
      this.code = code;
      this.options = options;
    }
  }

  private final List<Operator> used = new ArrayList<>();
  private final List<Table> operators = new ArrayList<>();
  private final List<Table> tensors = new ArrayList<>();
  private final List<Table> buffers = new ArrayList<>();

  /** The last operator's result. */
  private int last;

  private TfliteWriter() {
    // Buffer 0 is empty by agreement: that of tensors which are no constants.
    buffers.add(new Table());
  }

  /**
   * Encodes the model.
   *
   * @param name for people
   */
  static byte[] write(Classifier classifier, String name) {
    var writer = new TfliteWriter();
    var in = classifier.input();
    writer.last = writer.tensor(ModelCard.INPUT, in.height(), in.width(), in.channels());
    int input = writer.last;
    for (int i = 0; i < classifier.convolutions().size(); i++) {
      writer.convolution(i, classifier.convolutions().get(i));
    }
    writer.average(classifier.dense().input().channels());
    writer.dense(classifier.dense(), classifier.denseParameters());
    int output = writer.tensor(classifier.output(), classifier.dense().outputs());
    var softmax = new Table().put(0, new Int(Float.floatToRawIntBits(1))); // beta
    writer.operator(Operator.SOFTMAX, softmax, output, writer.last);
    return writer.toBytes(name, input);
  }

  private void convolution(int number, Classifier.Convolved convolved) {
    var layer = convolved.layer();
    var patches = layer.patches();
    int pad = patches.padding();
    // With a stride of 2 SAME pads one side only, and the network was trained with both.
    boolean explicit = pad > 0 && patches.stride() > 1;
    if (explicit) {
      var in = layer.input();
      int padded =
          tensor("pad" + number, in.height() + 2 * pad, in.width() + 2 * pad, in.channels());
      int pads = constant("pads" + number, new int[] {0, 0, pad, pad, pad, pad, 0, 0}, 4, 2);
      operator(Operator.PAD, new Table(), padded, last, pads);
    }
    var parameters = convolved.parameters();
    int kernel = patches.kernel();
    int weights =
        constant(
            "w" + number,
            layer.weightsByFilter(parameters),
            layer.channels(),
            kernel,
            kernel,
            layer.input().channels());
    int biases = constant("b" + number, parameters.biases(), layer.channels());
    var out = layer.output();
    int result = tensor("t" + number, out.height(), out.width(), out.channels());
    var options =
        new Table()
            .put(0, new Octet(explicit || pad == 0 ? VALID : SAME))
            .put(1, new Int(patches.stride()))
            .put(2, new Int(patches.stride()))
            .put(3, new Octet(RELU));
    operator(Operator.CONV_2D, options, result, last, weights, biases);
  }

  private void average(int channels) {
    int axes = constant("axes", new int[] {1, 2}, 2);
    operator(Operator.MEAN, new Table(), tensor("mean", channels), last, axes);
  }

  private void dense(Dense dense, Parameters parameters) {
    int weights = constant("w", parameters.weights(), dense.outputs(), dense.input().size());
    int biases = constant("b", parameters.biases(), dense.outputs());
    int result = tensor("logits", dense.outputs());
    operator(Operator.FULLY_CONNECTED, new Table(), result, last, weights, biases);
  }

  /** Adds an operator and makes its result the next one's input. */
  private void operator(Operator operator, Table options, int result, int... inputs) {
    if (!used.contains(operator)) {
      used.add(operator);
    }
    operators.add(
        new Table()
            .put(0, new Int(used.indexOf(operator)))
            .put(1, Ints.of(inputs))
            .put(2, Ints.of(result))
            .put(3, new Octet(operator.options))
            .put(4, options));
    last = result;
  }

  /** Adds a tensor of float32 whose first dimension is free: 1 until a caller resizes the input. */
  private int tensor(String name, int... dimensionsAfterBatch) {
    int[] shape = new int[dimensionsAfterBatch.length + 1];
    System.arraycopy(dimensionsAfterBatch, 0, shape, 1, dimensionsAfterBatch.length);
    shape[0] = -1;
    var signature = Ints.of(shape);
    shape[0] = 1;
    return add(table(name, FLOAT32, 0, Ints.of(shape)).put(7, signature));
  }

  private int constant(String name, float[] values, int... shape) {
    return constant(name, FLOAT32, LittleEndian.bytes(values), shape);
  }

  private int constant(String name, int[] values, int... shape) {
    return constant(name, INT32, LittleEndian.bytes(values), shape);
  }

  private int constant(String name, int type, byte[] raw, int... shape) {
    buffers.add(new Table().put(0, new Bytes(raw)));
    return add(table(name, type, buffers.size() - 1, Ints.of(shape)));
  }

  private static Table table(String name, int type, int buffer, Ints shape) {
    return new Table()
        .put(0, shape)
        .put(1, new Octet(type))
        .put(2, new Int(buffer))
        .put(3, new Text(name));
  }

  private int add(Table tensor) {
    tensors.add(tensor);
    return tensors.size() - 1;
  }

  private byte[] toBytes(String name, int input) {
    var codes =
        used.stream()
            .map(
                operator ->
                    new Table()
                        .put(0, new Octet(operator.code))
                        .put(2, new Int(1))
                        .put(3, new Int(operator.code)))
            .toList();
    var graph =
        new Table()
            .put(0, new Tables(tensors))
            .put(1, Ints.of(input))
            .put(2, Ints.of(last))
            .put(3, new Tables(operators))
            .put(4, new Text("main"));
    var model =
        new Table()
            .put(0, new Int(SCHEMA_VERSION))
            .put(1, new Tables(codes))
            .put(2, new Tables(List.of(graph)))
            .put(3, new Text(name + " " + ModelCard.VERSION + ", " + ModelCard.LICENCE))
            .put(4, new Tables(buffers));
    return FlatBuffer.write(model, IDENTIFIER);
  }
}
