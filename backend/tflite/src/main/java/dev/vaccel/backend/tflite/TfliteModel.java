package dev.vaccel.backend.tflite;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.backend.tensor.LoadedModel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model in memory of its own, with the interpreters that run it. Thread-safe. */
final class TfliteModel implements LoadedModel {
  /** TfLiteAllocationType: memory of the model itself. */
  private static final int READ_ONLY = 1;

  /** TfLiteAllocationType: memory that a run allocates. */
  private static final int DYNAMIC = 4;

  private final TfliteBindings tflite;
  private final String name;
  private final Arena arena;
  private final MemorySegment content;
  private final MemorySegment model;
  private final InterpreterPool pool;
  private final Map<String, TensorInfo> inputs;
  private final Map<String, TensorInfo> outputs;
  private boolean closed;

  private TfliteModel(
      TfliteBindings tflite,
      String name,
      Arena arena,
      MemorySegment content,
      MemorySegment model,
      InterpreterPool pool,
      TfliteInterpreter first) {
    this.tflite = tflite;
    this.name = name;
    this.arena = arena;
    this.content = content;
    this.model = model;
    this.pool = pool;
    this.inputs = new LinkedHashMap<>();
    for (int i = 0; i < first.inputs(); i++) {
      add(inputs, "input", i, first.input(i));
    }
    this.outputs = new LinkedHashMap<>();
    for (int i = 0; i < first.outputs(); i++) {
      add(outputs, "output", i, first.output(i));
    }
  }

  /**
   * A model over bytes that nobody has looked at.
   *
   * @param arena that of {@code content}, which the model takes over if it is made
   */
  static TfliteModel create(
      String name,
      Arena arena,
      MemorySegment content,
      TfliteBindings tflite,
      TfliteSettings settings,
      @Nullable Delegate delegate) {
    MemorySegment model;
    try (ErrorLog log = new ErrorLog()) {
      // Checks every offset in it.
      model = tflite.createModel(content, log);
      if (model.address() == 0) {
        throw TfliteErrors.refusedModel(name, TfliteErrors.ERROR, log.take());
      }
    }
    InterpreterPool pool = null;
    List<String> custom = List.of();
    try {
      OperatorCodes operators = OperatorCodes.of(content);
      custom = operators.custom();
      pool =
          new InterpreterPool(
              () -> TfliteInterpreter.create(tflite, name, model, settings, delegate),
              settings.interpreters(),
              !operators.variables());
      TfliteInterpreter first = pool.take();
      TfliteModel made = new TfliteModel(tflite, name, arena, content, model, pool, first);
      pool.giveBack(first);
      return made;
    } catch (RuntimeException | Error e) {
      if (pool != null) {
        pool.close();
      }
      tflite.deleteModel(model);
      if (e instanceof BackendException refused) {
        throw TfliteErrors.orMissingOperations(name, refused, custom);
      }
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long bytes() {
    return content.byteSize();
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
    NamedTensor[] ordered = ordered(given);
    List<String> names = List.copyOf(outputs.keySet());
    List<NamedTensor> results = new ArrayList<>(wanted.size());
    TfliteInterpreter interpreter = pool.take();
    boolean done = false;
    try {
      interpreter.run(ordered);
      for (String output : wanted) {
        results.add(new NamedTensor(output, interpreter.copyOut(output, names.indexOf(output))));
      }
      done = true;
      return results;
    } finally {
      if (done) {
        pool.giveBack(interpreter);
      } else {
        pool.drop(interpreter);
      }
    }
  }

  /** Interpreters that exist. */
  int interpreters() {
    return pool.size();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pool.close();
      tflite.deleteModel(model);
      arena.close();
    }
  }

  private NamedTensor[] ordered(List<NamedTensor> given) {
    NamedTensor[] ordered = new NamedTensor[given.size()];
    int at = 0;
    for (String input : inputs.keySet()) {
      for (NamedTensor tensor : given) {
        if (tensor.name().equals(input)) {
          ordered[at++] = tensor;
        }
      }
    }
    return ordered;
  }

  private void add(Map<String, TensorInfo> tensors, String kind, int index, MemorySegment tensor) {
    String given = tflite.name(tensor);
    String unique = given.isEmpty() ? kind + ":" + index : given;
    while (tensors.containsKey(unique)) {
      unique += ":" + index;
    }
    ElementType type = ElementTypes.of(tflite.type(tensor));
    int allocation = tflite.allocation(tensor);
    if (type == null) {
      throw unsupported(
          kind, unique, ElementTypes.name(tflite.type(tensor)) + ": expected a tensor of numbers");
    }
    if (kind.equals("input") && allocation == READ_ONLY) {
      throw unsupported(kind, unique, "a constant of the model: expected one that a run may set");
    }
    int[] signature = tflite.signature(tensor);
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < Math.max(0, tflite.rank(tensor)); i++) {
      dims.add(allocation == DYNAMIC ? -1L : tflite.dim(tensor, i));
    }
    if (signature != null && signature.length > 0) {
      dims.clear();
      for (int dim : signature) {
        dims.add((long) dim);
      }
    }
    tensors.put(unique, new TensorInfo(unique, type, dims));
  }

  private UnsupportedException unsupported(String kind, String tensor, String is) {
    return new UnsupportedException(
        ErrorCode.UNSUPPORTED_TYPE, name + ": " + kind + " '" + tensor + "' is " + is);
  }
}
