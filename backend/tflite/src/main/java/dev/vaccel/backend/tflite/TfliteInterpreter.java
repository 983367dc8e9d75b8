package dev.vaccel.backend.tflite;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.UnsupportedException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One interpreter of a model, with tensors and delegates of its own. One thread at a time; after a
 * failure it is of no further use.
 */
final class TfliteInterpreter implements AutoCloseable {
  private final TfliteBindings tflite;
  private final String model;
  private final ErrorLog log = new ErrorLog();
  private final @Nullable Delegate delegates;
  private MemorySegment delegate = MemorySegment.NULL;
  private MemorySegment xnnpack = MemorySegment.NULL;
  private MemorySegment interpreter = MemorySegment.NULL;

  private TfliteInterpreter(TfliteBindings tflite, String model, @Nullable Delegate delegates) {
    this.tflite = tflite;
    this.model = model;
    this.delegates = delegates;
  }

  /**
   * Makes one, with tensors allocated for the shapes that the model has.
   *
   * @param name for messages
   * @param model outlives it
   * @throws BackendException MODEL_INVALID with TensorFlow Lite's words
   */
  static TfliteInterpreter create(
      TfliteBindings tflite,
      String name,
      MemorySegment model,
      TfliteSettings settings,
      @Nullable Delegate delegates) {
    TfliteInterpreter made = new TfliteInterpreter(tflite, name, delegates);
    try {
      made.open(model, settings);
      return made;
    } catch (RuntimeException | Error e) {
      made.close();
      throw e;
    }
  }

  private void open(MemorySegment modelPointer, TfliteSettings settings) {
    MemorySegment options = tflite.createOptions();
    try {
      tflite.setThreads(options, settings.threads());
      tflite.setErrorLog(options, log);
      if (delegates != null) {
        delegate = delegates.create();
        tflite.addDelegate(options, delegate);
      }
      if (settings.xnnpack()) {
        xnnpack = tflite.createXnnpack(settings.threads());
        tflite.addDelegate(options, xnnpack);
      }
      interpreter = tflite.createInterpreter(modelPointer, options);
    } finally {
      tflite.deleteOptions(options);
    }
    if (interpreter.address() == 0) {
      throw TfliteErrors.refusedModel(model, TfliteErrors.ERROR, log.take());
    }
    int status = tflite.allocate(interpreter);
    if (status != TfliteErrors.OK) {
      throw TfliteErrors.refusedModel(model, status, log.take());
    }
  }

  int inputs() {
    return tflite.inputs(interpreter);
  }

  MemorySegment input(int index) {
    return tflite.input(interpreter, index);
  }

  int outputs() {
    return tflite.outputs(interpreter);
  }

  MemorySegment output(int index) {
    return tflite.output(interpreter, index);
  }

  /** Copies the inputs in, one for each input of the model in its order, and computes. */
  void run(NamedTensor[] inputs) {
    resize(inputs);
    // What a model remembers is the last caller's.
    int status = tflite.resetVariables(interpreter);
    if (status != TfliteErrors.OK) {
      throw TfliteErrors.failedRun(model, status, log.take());
    }
    for (int i = 0; i < inputs.length; i++) {
      copyIn(inputs[i], tflite.input(interpreter, i));
    }
    status = tflite.invoke(interpreter);
    if (status != TfliteErrors.OK) {
      throw TfliteErrors.failedRun(model, status, log.take());
    }
  }

  /** Copies an output to the Java heap. */
  Tensor copyOut(String name, int index) {
    MemorySegment tensor = tflite.output(interpreter, index);
    ElementType type = ElementTypes.of(tflite.type(tensor));
    if (type == null) {
      throw new UnsupportedException(
          ErrorCode.UNSUPPORTED_TYPE,
          "output '"
              + name
              + "' is "
              + ElementTypes.name(tflite.type(tensor))
              + ": expected a tensor of numbers");
    }
    long[] dims = new long[Math.max(0, tflite.rank(tensor))];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = tflite.dim(tensor, i);
    }
    Shape shape = Shape.of(dims);
    long bytes = Math.multiplyExact(shape.elementCount(), type.bytes());
    MemorySegment data = tflite.data(tensor);
    if (bytes != tflite.bytes(tensor) || bytes > Integer.MAX_VALUE - 8) {
      throw broken("output '" + name + "' " + type.lowerName() + shape, tflite.bytes(tensor));
    }
    if (bytes > 0 && data.address() == 0) {
      throw broken("output '" + name + "', which nothing computes,", 0);
    }
    MemorySegment copy = MemorySegment.ofArray(new byte[(int) bytes]);
    if (bytes > 0) {
      copy.copyFrom(data);
    }
    return new Tensor(type, shape, copy);
  }

  private void resize(NamedTensor[] inputs) {
    boolean changed = false;
    for (int i = 0; i < inputs.length; i++) {
      Shape shape = inputs[i].tensor().shape();
      if (!hasShape(tflite.input(interpreter, i), shape)) {
        int[] dims = new int[shape.rank()];
        for (int d = 0; d < dims.length; d++) {
          dims[d] = Math.toIntExact(Math.min(shape.dim(d), Integer.MAX_VALUE));
        }
        changed = true;
        int status = tflite.resize(interpreter, i, dims);
        if (status != TfliteErrors.OK) {
          throw TfliteErrors.refusedShapes(model, status, log.take());
        }
      }
    }
    if (changed) {
      int status = tflite.allocate(interpreter);
      if (status != TfliteErrors.OK) {
        throw TfliteErrors.refusedShapes(model, status, log.take());
      }
    }
  }

  private boolean hasShape(MemorySegment tensor, Shape shape) {
    if (tflite.rank(tensor) != shape.rank()) {
      return false;
    }
    for (int i = 0; i < shape.rank(); i++) {
      if (tflite.dim(tensor, i) != shape.dim(i)) {
        return false;
      }
    }
    return true;
  }

  private void copyIn(NamedTensor input, MemorySegment tensor) {
    MemorySegment from = input.tensor().data();
    long bytes = tflite.bytes(tensor);
    if (bytes != from.byteSize()) {
      throw broken("input '" + input.name() + "' of " + from.byteSize() + " bytes", bytes);
    }
    if (bytes > 0) {
      MemorySegment to = tflite.data(tensor);
      if (to.address() == 0) {
        throw broken("input '" + input.name() + "'", 0);
      }
      to.copyFrom(from);
    }
  }

  private BackendException broken(String what, long bytes) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED,
        "TensorFlow Lite running " + model + ": " + what + " has memory of " + bytes + " bytes");
  }

  /** Frees it, and after it what it computed with. */
  @Override
  public void close() {
    if (interpreter.address() != 0) {
      tflite.deleteInterpreter(interpreter);
      interpreter = MemorySegment.NULL;
    }
    if (xnnpack.address() != 0) {
      tflite.deleteXnnpack(xnnpack);
      xnnpack = MemorySegment.NULL;
    }
    if (delegate.address() != 0 && delegates != null) {
      delegates.delete(delegate);
      delegate = MemorySegment.NULL;
    }
    log.close();
  }
}
