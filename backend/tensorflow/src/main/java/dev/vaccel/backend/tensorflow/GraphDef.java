package dev.vaccel.backend.tensorflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a graph computes, as far as it matters for what it may do: operations, what they take, and
 * the functions they call. Source: graph.proto, node_def.proto, function.proto and attr_value.proto
 * of TensorFlow 2.18. Confined to one thread.
 */
final class GraphDef {
  /** Far above the largest published models; a file of tiny nodes could fill the heap. */
  private static final int MAX_NODES = 2_000_000;

  /**
   * One operation.
   *
   * @param op its type
   * @param inputs names of the nodes it takes, without output numbers
   * @param functions names of the functions it calls
   */
  record Node(String op, List<String> inputs, List<String> functions) {}

  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, List<Node>> functions = new HashMap<>();
  private int count;

  /** Operations of the graph by name. */
  Map<String, Node> nodes() {
    return nodes;
  }

  /** Operations of each function by its name. */
  Map<String, List<Node>> functions() {
    return functions;
  }

  /** Adds a GraphDef message: 1 node, 2 library. */
  void add(Proto graph) {
    while (graph.next()) {
      if (graph.isBytes(1)) {
        addNode(graph.message());
      } else if (graph.isBytes(2)) {
        Proto library = graph.message();
        while (library.next()) {
          if (library.isBytes(1)) {
            addFunction(library.message());
          }
        }
      }
    }
  }

  private void addNode(Proto message) {
    String[] name = {""};
    Node node = node(message, name);
    nodes.put(name[0], node);
  }

  // FunctionDef: 1 signature (OpDef: 1 name), 3 node_def.
  private void addFunction(Proto function) {
    String name = "";
    List<Node> body = new ArrayList<>();
    while (function.next()) {
      if (function.isBytes(1)) {
        Proto signature = function.message();
        while (signature.next()) {
          name = signature.isBytes(1) ? signature.text() : name;
        }
      } else if (function.isBytes(3)) {
        body.add(node(function.message(), new String[1]));
      }
    }
    // Twice the same name: both count.
    functions.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(body);
  }

  // NodeDef: 1 name, 2 op, 3 input, 5 attr (map: 1 key, 2 value).
  private Node node(Proto message, String[] name) {
    count++;
    if (count > MAX_NODES) {
      throw new IllegalArgumentException("more than " + MAX_NODES + " operations");
    }
    String op = "";
    List<String> inputs = new ArrayList<>();
    List<String> called = new ArrayList<>();
    while (message.next()) {
      if (message.isBytes(1)) {
        name[0] = message.text();
      } else if (message.isBytes(2)) {
        op = message.text();
      } else if (message.isBytes(3)) {
        inputs.add(nodeOf(message.text()));
      } else if (message.isBytes(5)) {
        Proto entry = message.message();
        while (entry.next()) {
          if (entry.isBytes(2)) {
            addFunctionsOf(entry.message(), called);
          }
        }
      }
    }
    return new Node(op, List.copyOf(inputs), List.copyOf(called));
  }

  // AttrValue: 1 list (ListValue: 9 func), 10 func (NameAttrList: 1 name).
  private static void addFunctionsOf(Proto value, List<String> called) {
    while (value.next()) {
      if (value.isBytes(10)) {
        addName(value.message(), called);
      } else if (value.isBytes(1)) {
        Proto list = value.message();
        while (list.next()) {
          if (list.isBytes(9)) {
            addName(list.message(), called);
          }
        }
      }
    }
  }

  private static void addName(Proto function, List<String> called) {
    while (function.next()) {
      if (function.isBytes(1)) {
        called.add(function.text());
      }
    }
  }

  /** The node of {@code name}, {@code name:1} or {@code ^name}. */
  static String nodeOf(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
