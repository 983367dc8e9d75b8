package dev.vaccel.backend.tensorflow;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes small GraphDefs and SavedModels: only what these tests need of the formats. */
final class TinyGraph {
  static final int FLOAT = 1;
  static final int STRING = 7;

  private final ByteArrayOutputStream nodes = new ByteArrayOutputStream();

  /** Adds a placeholder of any shape. */
  TinyGraph placeholder(String name, int type) {
    return node(name, "Placeholder", List.of(), attr("dtype", type(type)));
  }

  /** Adds an operation whose attribute T is its type. */
  TinyGraph node(String name, String op, int type, String... inputs) {
    return node(name, op, List.of(inputs), attr("T", type(type)));
  }

  /** Adds an operation without attributes. */
  TinyGraph node(String name, String op, String... inputs) {
    return node(name, op, List.of(inputs), new byte[0]);
  }

  private TinyGraph node(String name, String op, List<String> inputs, byte[] attributes) {
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    node.writeBytes(field(1, text(name)));
    node.writeBytes(field(2, text(op)));
    inputs.forEach(input -> node.writeBytes(field(3, text(input))));
    node.writeBytes(attributes);
    nodes.writeBytes(field(1, node.toByteArray()));
    return this;
  }

  /** Adds a function with operations, as {@code name=operation}. */
  TinyGraph function(String name, String... operations) {
    ByteArrayOutputStream function = new ByteArrayOutputStream();
    function.writeBytes(field(1, field(1, text(name))));
    for (String operation : operations) {
      String[] parts = operation.split("=", 2);
      function.writeBytes(field(3, concat(field(1, text(parts[0])), field(2, text(parts[1])))));
    }
    nodes.writeBytes(field(2, field(1, function.toByteArray())));
    return this;
  }

  /** Adds an operation that calls a function. */
  TinyGraph call(String name, String function) {
    return node(name, "PartitionedCall", List.of(), attr("f", field(10, field(1, text(function)))));
  }

  byte[] graphDef() {
    return nodes.toByteArray();
  }

  /** A SavedModel with this graph and one signature of float tensors. */
  byte[] savedModel(String tag, String signature, String input, String output) {
    byte[] ports = concat(field(1, port("in", input)), field(2, port("out", output)));
    byte[] meta =
        concat(
            field(1, field(4, text(tag))),
            field(2, graphDef()),
            field(5, concat(field(1, text(signature)), field(2, ports))));
    return concat(new byte[] {8, 1}, field(2, meta));
  }

  private static byte[] port(String key, String tensor) {
    byte[] shape = field(3, field(2, new byte[] {8, 2}));
    return concat(
        field(1, text(key)), field(2, concat(field(1, text(tensor)), new byte[] {16, 1}, shape)));
  }

  private static byte[] attr(String name, byte[] value) {
    return field(5, concat(field(1, text(name)), field(2, value)));
  }

  // AttrValue: 6 type
  private static byte[] type(int number) {
    return new byte[] {6 << 3, (byte) number};
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] field(int number, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write((number << 3) | 2);
    int length = content.length;
    while (length > 127) {
      out.write((length & 127) | 128);
      length >>= 7;
    }
    out.write(length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
