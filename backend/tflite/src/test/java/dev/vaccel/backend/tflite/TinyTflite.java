package dev.vaccel.backend.tflite;

import dev.vaccel.backend.tflite.FlatBuffer.Ints;
import dev.vaccel.backend.tflite.FlatBuffer.Parts;
import dev.vaccel.backend.tflite.FlatBuffer.Table;
import dev.vaccel.backend.tflite.FlatBuffer.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * Small models, written by hand from schema.fbs. Field numbers: Model { 0 version, 1
 * operator_codes, 2 subgraphs, 3 description, 4 buffers }, OperatorCode { 0
 * deprecated_builtin_code, 1 custom_code, 2 version, 3 builtin_code }, SubGraph { 0 tensors, 1
 * inputs, 2 outputs, 3 operators }, Tensor { 0 shape, 1 type, 2 buffer, 3 name, 5 is_variable, 7
 * shape_signature }, Operator { 0 opcode_index, 1 inputs, 2 outputs, 3 builtin_options_type, 4
 * builtin_options }.
 */
final class TinyTflite {
  static final int FLOAT32 = 0;
  static final int INT32 = 2;
  static final int STRING = 5;

  private static final int ADD = 0;
  private static final int CUSTOM = 32;
  private static final int ADD_OPTIONS = 11;
  private static final int ASSIGN_VARIABLE = 144;
  private static final int READ_VARIABLE = 143;
  private static final int VAR_HANDLE = 142;
  private static final int RESOURCE = 13;

  private final List<Table> codes = new ArrayList<>();
  private final List<Table> tensors = new ArrayList<>();
  private final List<Table> operators = new ArrayList<>();

  /** sum = a + b over f32[N,2]; with {@code fixed} above 0: N is that. */
  static byte[] sum(int fixed) {
    TinyTflite model = new TinyTflite();
    int n = fixed > 0 ? fixed : -1;
    model.tensor("a", FLOAT32, n, 2).tensor("b", FLOAT32, n, 2).tensor("sum", FLOAT32, n, 2);
    return model.add(0, 1, 2).toBytes(new Ints(0, 1), new Ints(2));
  }

  /** y = an operation that nobody has (x). */
  static byte[] custom(String operation) {
    TinyTflite model = new TinyTflite();
    model.tensor("x", FLOAT32, 2).tensor("y", FLOAT32, 2);
    model.codes.add(Table.of(0, (byte) CUSTOM, 1, new Text(operation), 2, 1, 3, CUSTOM));
    model.operators.add(Table.of(0, 0, 1, new Ints(0), 2, new Ints(1)));
    return model.toBytes(new Ints(0), new Ints(1));
  }

  /** y = s; s = x: what the last run was given. s is a variable. */
  static byte[] remembering() {
    TinyTflite model = new TinyTflite();
    model
        .tensor("x", FLOAT32, 2)
        .tensor("y", FLOAT32, 2)
        .tensor("handle", RESOURCE, 1)
        .code(VAR_HANDLE)
        .code(READ_VARIABLE)
        .code(ASSIGN_VARIABLE);
    // VarHandleOptions { 0 container, 1 shared_name } is number 111 of BuiltinOptions.
    model.operators.add(
        Table.of(
            0,
            0,
            1,
            new Ints(),
            2,
            new Ints(2),
            3,
            (byte) 111,
            4,
            Table.of(0, new Text(""), 1, new Text("s"))));
    model.operators.add(Table.of(0, 2, 1, new Ints(2, 0), 2, new Ints()));
    model.operators.add(Table.of(0, 1, 1, new Ints(2), 2, new Ints(1)));
    return model.toBytes(new Ints(0), new Ints(1));
  }

  /** y, which nothing computes, from x. */
  static byte[] unconnected() {
    TinyTflite model = new TinyTflite();
    model.tensor("x", FLOAT32, 2).tensor("z", FLOAT32, 2).tensor("y", FLOAT32, 2);
    return model.add(0, 0, 1).toBytes(new Ints(0), new Ints(2));
  }

  /** y = x, of a type. */
  static byte[] passing(int type) {
    return new TinyTflite().tensor("x", type, 2).toBytes(new Ints(0), new Ints(0));
  }

  private TinyTflite tensor(String name, int type, int... dims) {
    int[] shape = dims.clone();
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Math.max(1, shape[i]);
    }
    tensors.add(
        Table.of(0, new Ints(shape), 1, (byte) type, 2, 0, 3, new Text(name), 7, new Ints(dims)));
    return this;
  }

  private TinyTflite code(int builtin) {
    codes.add(Table.of(0, (byte) Math.min(builtin, 127), 2, 1, 3, builtin));
    return this;
  }

  private TinyTflite add(int a, int b, int sum) {
    int index = codes.size();
    code(ADD);
    operators.add(
        Table.of(
            0, index, 1, new Ints(a, b), 2, new Ints(sum), 3, (byte) ADD_OPTIONS, 4, Table.of()));
    return this;
  }

  private byte[] toBytes(Ints inputs, Ints outputs) {
    Table graph =
        Table.of(
            0,
            new Parts(tensors),
            1,
            inputs,
            2,
            outputs,
            3,
            new Parts(operators),
            4,
            new Text("main"));
    return FlatBuffer.bytes(
        Table.of(
            0,
            3,
            1,
            new Parts(codes),
            2,
            Parts.of(graph),
            3,
            new Text("by hand"),
            4,
            Parts.of(Table.of())),
        "TFL3");
  }
}
