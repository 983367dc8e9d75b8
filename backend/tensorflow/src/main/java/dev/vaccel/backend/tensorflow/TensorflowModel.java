package dev.vaccel.backend.tensorflow;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.backend.tensor.LoadedModel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A graph with its session. Thread-safe: TensorFlow allows runs of one session at once. */
final class TensorflowModel implements LoadedModel {
  private final TensorflowBindings tensorflow;
  private final String name;
  private final long bytes;
  private final MemorySegment graph;
  private final MemorySegment session;
  private final Map<String, TensorInfo> inputs = new LinkedHashMap<>();
  private final Map<String, TensorInfo> outputs = new LinkedHashMap<>();
  private final Map<String, MemorySegment> ports = new HashMap<>();
  private final MemorySegment runOptions;
  private final Arena arena = Arena.ofShared();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over graph and session, unless it throws. */
  TensorflowModel(
      TensorflowBindings tensorflow,
      String name,
      long bytes,
      byte[] runOptions,
      MemorySegment graph,
      MemorySegment session,
      SavedModelFile.Signature signature) {
    this.tensorflow = tensorflow;
    this.name = name;
    this.bytes = bytes;
    this.graph = graph;
    this.session = session;
    try {
      signature.inputs().forEach((key, port) -> add("input", key, port, inputs));
      signature.outputs().forEach((key, port) -> add("output", key, port, outputs));
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
    this.runOptions =
        runOptions.length == 0
            ? MemorySegment.NULL
            : tensorflow.newBuffer(arena.allocateFrom(ValueLayout.JAVA_BYTE, runOptions));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public Map<String, TensorInfo> inputs() {
    return inputs;
  }

  @Override
  public Map<String, TensorInfo> outputs() {
    return outputs;
  }

  @Override
  public List<NamedTensor> run(List<NamedTensor> given, List<String> wanted) {
    try (Arena call = Arena.ofConfined();
        TensorflowStatus status = new TensorflowStatus(tensorflow);
        TensorflowTensors in = new TensorflowTensors(tensorflow, call, given.size());
        TensorflowTensors out = new TensorflowTensors(tensorflow, call, wanted.size())) {
      MemorySegment from = call.allocate(TensorflowBindings.OUTPUT, Math.max(1, given.size()));
      for (int i = 0; i < given.size(); i++) {
        in.put(i, given.get(i));
        copyPort("input " + given.get(i).name(), from, i);
      }
      MemorySegment to = call.allocate(TensorflowBindings.OUTPUT, Math.max(1, wanted.size()));
      for (int i = 0; i < wanted.size(); i++) {
        copyPort("output " + wanted.get(i), to, i);
      }
      tensorflow.run(
          session,
          runOptions,
          from,
          in.pointers(),
          given.size(),
          to,
          out.pointers(),
          wanted.size(),
          status.segment());
      if (!status.isOk()) {
        throw TensorflowErrors.failedRun(name, status.code(), status.message());
      }
      List<NamedTensor> results = new ArrayList<>(wanted.size());
      for (int i = 0; i < wanted.size(); i++) {
        results.add(new NamedTensor(wanted.get(i), out.copy(i, wanted.get(i))));
      }
      return results;
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try (TensorflowStatus status = new TensorflowStatus(tensorflow)) {
        tensorflow.deleteSession(session, status.segment());
      }
      tensorflow.deleteGraph(graph);
      if (runOptions.address() != 0) {
        tensorflow.deleteBuffer(runOptions);
      }
      arena.close();
    }
  }

  private void add(
      String kind, String key, SavedModelFile.Port port, Map<String, TensorInfo> infos) {
    MemorySegment output = arena.allocate(TensorflowBindings.OUTPUT);
    if (!GraphPorts.find(tensorflow, graph, port.tensor(), output)) {
      throw new ResourceException(
          ErrorCode.CORRUPT,
          name + ": its signature names the " + kind + " " + port.tensor() + ", not in its graph");
    }
    ports.put(kind + " " + key, output);
    infos.put(key, port.info());
  }

  private void copyPort(String key, MemorySegment to, int index) {
    MemorySegment port = ports.get(key);
    if (port == null) {
      throw new IllegalStateException(key);
    }
    long size = TensorflowBindings.OUTPUT.byteSize();
    MemorySegment.copy(port, ADDRESS, 0, to, ADDRESS, index * size, size / ADDRESS.byteSize());
  }
}
