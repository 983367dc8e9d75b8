package dev.vaccel.backend.onnx;

import dev.vaccel.api.ElementType;
import java.util.List;

/** Small ONNX models, written by hand from onnx.proto (field numbers in the comments). */
final class TinyOnnx {
  private final Protobuf graph = new Protobuf().text(2, "g");

  /** TensorProto.DataType. */
  static int dataType(ElementType type) {
    return switch (type) {
      case F32 -> 1;
      case U8 -> 2;
      case I8 -> 3;
      case U16 -> 4;
      case I16 -> 5;
      case I32 -> 6;
      case I64 -> 7;
      case STRING -> 8;
      case BOOL -> 9;
      case F16 -> 10;
      case F64 -> 11;
      case U32 -> 12;
      case U64 -> 13;
      case BF16 -> 16;
    };
  }

  /** y = x. */
  static byte[] identity(ElementType type, Object... dims) {
    return new TinyOnnx()
        .node("Identity", List.of("x"), List.of("y"))
        .input("x", type, dims)
        .output("y", type, dims)
        .toBytes();
  }

  /** sum = a + b, difference = a - b, over f32[N,2]. */
  static byte[] sumAndDifference() {
    return new TinyOnnx()
        .node("Add", List.of("a", "b"), List.of("sum"))
        .node("Sub", List.of("a", "b"), List.of("difference"))
        .input("a", ElementType.F32, "N", 2)
        .input("b", ElementType.F32, "N", 2)
        .output("sum", ElementType.F32, "N", 2)
        .output("difference", ElementType.F32, "N", 2)
        .toBytes();
  }

  /** y = x + w, with w: f32[2] in a file at {@code location}. */
  static byte[] withWeightsIn(String location) {
    // TensorProto: 1 dims, 2 data_type, 8 name, 13 external_data, 14 data_location = EXTERNAL
    Protobuf weights =
        new Protobuf()
            .number(1, 2)
            .number(2, 1)
            .text(8, "w")
            .message(13, new Protobuf().text(1, "location").text(2, location))
            .number(14, 1);
    TinyOnnx model = new TinyOnnx();
    model.graph.message(5, weights);
    return model
        .node("Add", List.of("x", "w"), List.of("y"))
        .input("x", ElementType.F32, 2)
        .output("y", ElementType.F32, 2)
        .toBytes();
  }

  /** y = the sequence (x). */
  static byte[] sequenceOutput() {
    TinyOnnx model = new TinyOnnx();
    // TypeProto: 4 sequence_type { 1 elem_type }
    Protobuf type = new Protobuf().message(4, new Protobuf().message(1, type(1, 2)));
    model.graph.message(12, new Protobuf().text(1, "y").message(2, type));
    return model
        .node("SequenceConstruct", List.of("x"), List.of("y"))
        .input("x", ElementType.F32, 2)
        .toBytes();
  }

  // GraphProto: 1 node { 1 input, 2 output, 4 op_type }
  TinyOnnx node(String operator, List<String> inputs, List<String> outputs) {
    Protobuf node = new Protobuf();
    inputs.forEach(name -> node.text(1, name));
    outputs.forEach(name -> node.text(2, name));
    graph.message(1, node.text(4, operator));
    return this;
  }

  // GraphProto: 11 input, 12 output, each a ValueInfoProto { 1 name, 2 type }
  TinyOnnx input(String name, ElementType type, Object... dims) {
    graph.message(11, new Protobuf().text(1, name).message(2, type(dataType(type), dims)));
    return this;
  }

  TinyOnnx output(String name, ElementType type, Object... dims) {
    graph.message(12, new Protobuf().text(1, name).message(2, type(dataType(type), dims)));
    return this;
  }

  // ModelProto: 1 ir_version, 7 graph, 8 opset_import { 2 version }
  byte[] toBytes() {
    return new Protobuf()
        .number(1, 8)
        .message(7, graph)
        .message(8, new Protobuf().number(2, 16))
        .toBytes();
  }

  // TypeProto: 1 tensor_type { 1 elem_type, 2 shape { 1 dim { 1 dim_value or 2 dim_param } } }
  private static Protobuf type(int dataType, Object... dims) {
    Protobuf shape = new Protobuf();
    for (Object dim : dims) {
      shape.message(
          1,
          dim instanceof Integer value
              ? new Protobuf().number(1, value)
              : new Protobuf().text(2, dim.toString()));
    }
    return new Protobuf().message(1, new Protobuf().number(1, dataType).message(2, shape));
  }
}
