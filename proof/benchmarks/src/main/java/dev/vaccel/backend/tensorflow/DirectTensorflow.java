package dev.vaccel.backend.tensorflow;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** A SavedModel by TensorFlow's C API alone: what a program would write that has one model. */
public final class DirectTensorflow implements AutoCloseable {
  private static final int FLOAT = 1;

  private final Arena arena = Arena.ofConfined();
  private final TensorflowBindings tensorflow;
  private final MemorySegment status;
  private final MemorySegment session;
  private final MemorySegment from;
  private final MemorySegment to;
  private final MemorySegment dims;
  private final int rank;
  private final MemorySegment in;
  private final MemorySegment out;
  private final MemorySegment runOptions;

  /** Loads a model with one input and one output, by their names in the graph. */
  public DirectTensorflow(
      Path library, Path model, String input, String output, long... inputDims) {
    tensorflow = TensorflowLibrary.load(library);
    status = tensorflow.newStatus();
    MemorySegment graph = tensorflow.newGraph();
    MemorySegment tags = arena.allocateFrom(ADDRESS, arena.allocateFrom("serve"));
    session =
        tensorflow.loadSavedModel(
            tensorflow.newOptions(), arena.allocateFrom(model.toString()), tags, 1, graph, status);
    from = port(graph, input);
    to = port(graph, output);
    rank = inputDims.length;
    dims = arena.allocateFrom(JAVA_LONG, inputDims);
    in = arena.allocate(ADDRESS);
    out = arena.allocate(ADDRESS);
    byte[] callersThread = ProtoWriter.numbers(3, -1);
    runOptions = tensorflow.newBuffer(arena.allocateFrom(ValueLayout.JAVA_BYTE, callersThread));
  }

  /** Runs once; the output's bytes. */
  public byte[] run(MemorySegment data) {
    MemorySegment tensor = tensorflow.allocate(FLOAT, dims, rank, data.byteSize());
    tensorflow.data(tensor).copyFrom(data);
    in.set(ADDRESS, 0, tensor);
    tensorflow.run(session, runOptions, from, in, 1, to, out, 1, status);
    tensorflow.deleteTensor(tensor);
    if (tensorflow.code(status) != 0) {
      throw new IllegalStateException(tensorflow.message(status));
    }
    MemorySegment result = out.get(ADDRESS, 0);
    byte[] bytes = tensorflow.data(result).toArray(ValueLayout.JAVA_BYTE);
    tensorflow.deleteTensor(result);
    return bytes;
  }

  @Override
  public void close() {
    tensorflow.deleteSession(session, status);
    arena.close();
  }

  private MemorySegment port(MemorySegment graph, String name) {
    MemorySegment output = arena.allocate(TensorflowBindings.OUTPUT);
    if (!GraphPorts.find(tensorflow, graph, name, output)) {
      throw new IllegalStateException("no " + name + ": " + tensorflow.message(status));
    }
    return output;
  }
}
