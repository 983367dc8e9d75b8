package dev.vaccel.backend.tensorflow;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.vaccel.api.TensorInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Finds outputs of operations in an imported graph. */
final class GraphPorts {
  private static final int MAX_RANK = 254; // TensorShape::MaxDimensions

  private GraphPorts() {}

  /**
   * Finds {@code operation} or {@code operation:output}.
   *
   * @param to a TF_Output, filled if it is found
   */
  static boolean find(
      TensorflowBindings tensorflow, MemorySegment graph, String name, MemorySegment to) {
    String operationName = GraphDef.nodeOf(name);
    int index = 0;
    if (name.length() > operationName.length()) {
      try {
        index = Integer.parseInt(name, operationName.length() + 1, name.length(), 10);
      } catch (NumberFormatException _) {
        return false;
      }
    }
    if (operationName.indexOf('\0') >= 0) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment operation = tensorflow.operation(graph, arena.allocateFrom(operationName));
      if (operation.address() == 0 || index < 0 || index >= tensorflow.numOutputs(operation)) {
        return false;
      }
      to.set(ValueLayout.ADDRESS, 0, operation);
      to.set(ValueLayout.JAVA_INT, ValueLayout.ADDRESS.byteSize(), index);
      return true;
    }
  }

  /** Dimensions as far as the graph knows them. */
  static List<Long> dims(
      TensorflowBindings tensorflow,
      MemorySegment graph,
      MemorySegment output,
      TensorflowStatus status) {
    int rank = tensorflow.shapeRank(graph, output, status.segment());
    if (rank < 0 || rank > MAX_RANK || !status.isOk()) {
      return TensorInfo.ANY_SHAPE;
    }
    List<Long> dims = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment extents = arena.allocate(JAVA_LONG, Math.max(1, rank));
      tensorflow.shape(graph, output, extents, rank, status.segment());
      for (int i = 0; i < rank && status.isOk(); i++) {
        dims.add(Math.max(-1, extents.getAtIndex(JAVA_LONG, i)));
      }
    }
    return dims;
  }
}
