package dev.vaccel.backend.tensorflow;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.backend.tensor.ModelFile;
import dev.vaccel.model.ModelOutput;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A GraphDef whose variables are constants. It has no signature: its inputs are its placeholders;
 * its outputs are what its bundle names ({@code operation} or {@code operation:1}), else what no
 * operation takes. Confined to one thread.
 */
final class FrozenGraph {
  private static final Set<String> NO_OUTPUTS =
      Set.of("NoOp", "Const", "Assert", "Placeholder", "PlaceholderWithDefault");

  private final String model;
  private final MemorySegment data;
  private final GraphDef graph = new GraphDef();
  private final List<String> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();

  private FrozenGraph(ModelFile file, MemorySegment data) {
    this.model = file.name();
    this.data = data;
    try {
      graph.add(new Proto(data));
    } catch (IllegalArgumentException e) {
      throw new ResourceException(
          ErrorCode.CORRUPT, model + ": the graph is damaged: " + e.getMessage(), e);
    }
    Set<String> taken = new HashSet<>();
    graph.nodes().values().forEach(node -> taken.addAll(node.inputs()));
    for (ModelOutput output : file.description().outputs()) {
      if (output.name() != null) {
        outputs.add(output.name());
      }
    }
    boolean named = !outputs.isEmpty();
    graph
        .nodes()
        .forEach(
            (name, node) -> {
              if (node.op().equals("Placeholder")) {
                inputs.add(name);
              } else if (!named && !taken.contains(name) && !NO_OUTPUTS.contains(node.op())) {
                outputs.add(name);
              }
            });
    inputs.sort(null);
    if (!named) {
      outputs.sort(null);
    }
  }

  /** Reads a file; its bytes live as long as {@code arena}. */
  static FrozenGraph read(ModelFile file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file.path())) {
      return new FrozenGraph(
          file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  /** The serialised graph. */
  MemorySegment data() {
    return data;
  }

  /** Refuses a graph that reaches beyond its tensors. */
  void check() {
    new GraphChecks(model, graph).check(outputs);
  }

  /**
   * Inputs and outputs as the imported graph has them.
   *
   * @param imported TF_Graph
   */
  SavedModelFile.Signature signature(TensorflowBindings tensorflow, MemorySegment imported) {
    return new SavedModelFile.Signature(
        ports(tensorflow, imported, inputs), ports(tensorflow, imported, outputs));
  }

  private Map<String, SavedModelFile.Port> ports(
      TensorflowBindings tensorflow, MemorySegment imported, List<String> names) {
    Map<String, SavedModelFile.Port> ports = new LinkedHashMap<>();
    try (Arena arena = Arena.ofConfined();
        TensorflowStatus status = new TensorflowStatus(tensorflow)) {
      for (String name : names) {
        MemorySegment output = arena.allocate(TensorflowBindings.OUTPUT);
        if (!GraphPorts.find(tensorflow, imported, name, output)) {
          throw new InvalidArgumentException(
              ErrorCode.INVALID_ARGUMENT,
              model + ": the bundle names the output '" + name + "': the graph has none such");
        }
        ElementType type = ElementTypes.of(tensorflow.outputType(output));
        if (type == null) {
          throw new UnsupportedException(
              ErrorCode.UNSUPPORTED_TYPE,
              model + ": '" + name + "' has an element type that tensors here do not have");
        }
        ports.put(
            name,
            new SavedModelFile.Port(
                new TensorInfo(name, type, GraphPorts.dims(tensorflow, imported, output, status)),
                name));
      }
    }
    return ports;
  }
}
