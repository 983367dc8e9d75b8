package dev.vaccel.backend.pytorch;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;

/**
 * The functions of DJL's JNI library that are needed here. Handles of tensors, values and models
 * are addresses of C++ objects; whoever gets one deletes it. A failure in LibTorch is a {@link
 * RuntimeException} with its text. Source: PyTorchLibrary of ai.djl.pytorch:pytorch-engine 0.35.1.
 * Thread-safe.
 */
final class PytorchBindings {
  /** Where DJL declares them. */
  static final String PACKAGE = "ai.djl.pytorch.jni";

  // Device type CPU, no number.
  private static final int[] CPU = {0, -1};
  private static final int DENSE = 0;

  private final MethodHandle load;
  private final MethodHandle moduleLoad;
  private final MethodHandle moduleEval;
  private final MethodHandle moduleRun;
  private final MethodHandle deleteModule;
  private final MethodHandle fromBlob;
  private final MethodHandle deleteTensor;
  private final MethodHandle deleteValue;
  private final MethodHandle sizes;
  private final MethodHandle type;
  private final MethodHandle layout;
  private final MethodHandle contiguous;
  private final MethodHandle data;
  private final MethodHandle valueOfTensor;
  private final MethodHandle isTensor;
  private final MethodHandle isTensorList;
  private final MethodHandle isTuple;
  private final MethodHandle isList;
  private final MethodHandle isMap;
  private final MethodHandle isString;
  private final MethodHandle toTensor;
  private final MethodHandle toTensorList;
  private final MethodHandle toTuple;
  private final MethodHandle toList;
  private final MethodHandle toMap;
  private final MethodHandle toText;

  /**
   * Finds every function; the library itself need not be loaded yet.
   *
   * @param library class PyTorchLibrary, its package open to this module
   */
  PytorchBindings(Class<?> library) throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(library, MethodHandles.lookup());
    Object instance = lookup.findStaticVarHandle(library, "LIB", library).get();
    Class<?> loader = Class.forName(PACKAGE + ".LibUtils", false, library.getClassLoader());
    load =
        MethodHandles.privateLookupIn(loader, MethodHandles.lookup())
            .findStatic(
                loader, "loadNativeLibrary", MethodType.methodType(void.class, String.class));
    Finder find =
        (name, result, parameters) ->
            lookup
                .findVirtual(library, name, MethodType.methodType(result, parameters))
                .bindTo(instance);
    moduleLoad =
        find.in(
            "moduleLoad",
            long.class,
            String.class,
            int[].class,
            boolean.class,
            String[].class,
            String[].class,
            boolean.class);
    moduleEval = find.in("moduleEval", void.class, long.class);
    moduleRun =
        find.in(
            "moduleRunMethod",
            long.class,
            long.class,
            String.class,
            long[].class,
            boolean.class,
            boolean.class);
    deleteModule = find.in("torchDeleteModule", void.class, long.class);
    fromBlob =
        find.in(
            "torchFromBlob",
            long.class,
            ByteBuffer.class,
            long[].class,
            int.class,
            int.class,
            int[].class,
            boolean.class);
    deleteTensor = find.in("torchDeleteTensor", void.class, long.class);
    deleteValue = find.in("torchDeleteIValue", void.class, long.class);
    sizes = find.in("torchSizes", long[].class, long.class);
    type = find.in("torchDType", int.class, long.class);
    layout = find.in("torchLayout", int.class, long.class);
    contiguous = find.in("torchToContiguous", long.class, long.class);
    data = find.in("torchDirectByteBuffer", ByteBuffer.class, long.class);
    valueOfTensor = find.in("iValueFromTensor", long.class, long.class);
    isTensor = find.in("iValueIsTensor", boolean.class, long.class);
    isTensorList = find.in("iValueIsTensorList", boolean.class, long.class);
    isTuple = find.in("iValueIsTuple", boolean.class, long.class);
    isList = find.in("iValueIsList", boolean.class, long.class);
    isMap = find.in("iValueIsMap", boolean.class, long.class);
    isString = find.in("iValueIsString", boolean.class, long.class);
    toTensor = find.in("iValueToTensor", long.class, long.class);
    toTensorList = find.in("iValueToTensorList", long[].class, long.class);
    toTuple = find.in("iValueToIValueTuple", long[].class, long.class);
    toList = find.in("iValueToIValueList", long[].class, long.class);
    toMap = find.in("iValueToMap", long[].class, long.class);
    toText = find.in("iValueToString", String.class, long.class);
  }

  private interface Finder {
    MethodHandle in(String name, Class<?> result, Class<?>... parameters)
        throws ReflectiveOperationException;
  }

  /** Loads a shared object, for the JNI functions' own class loader. */
  void load(String path) {
    try {
      load.invokeExact(path);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** Loads a TorchScript file, for inference. */
  long loadModule(String path) {
    try {
      String[] none = {};
      long module = (long) moduleLoad.invokeExact(path, CPU, false, none, none, true);
      moduleEval.invokeExact(module);
      return module;
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** Calls {@code forward} without gradients; gives a value. */
  long forward(long module, long[] values) {
    try {
      return (long) moduleRun.invokeExact(module, "forward", values, false, false);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  void deleteModule(long module) {
    delete(deleteModule, module);
  }

  /** A tensor over memory that must outlive it. */
  long tensor(ByteBuffer memory, long[] dims, int type) {
    try {
      return (long) fromBlob.invokeExact(memory, dims, type, DENSE, CPU, false);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  void deleteTensor(long tensor) {
    delete(deleteTensor, tensor);
  }

  void deleteValue(long value) {
    delete(deleteValue, value);
  }

  long[] sizes(long tensor) {
    try {
      return (long[]) sizes.invokeExact(tensor);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  int type(long tensor) {
    try {
      return (int) type.invokeExact(tensor);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  boolean isDense(long tensor) {
    try {
      return (int) layout.invokeExact(tensor) == DENSE;
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** The same tensor without gaps; another handle. */
  long contiguous(long tensor) {
    try {
      return (long) contiguous.invokeExact(tensor);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** The memory of a tensor without gaps, valid until it is deleted. */
  ByteBuffer data(long tensor) {
    try {
      return (ByteBuffer) data.invokeExact(tensor);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  long valueOf(long tensor) {
    return handle(valueOfTensor, tensor);
  }

  boolean isTensor(long value) {
    return is(isTensor, value);
  }

  boolean isTensorList(long value) {
    return is(isTensorList, value);
  }

  boolean isTuple(long value) {
    return is(isTuple, value);
  }

  boolean isList(long value) {
    return is(isList, value);
  }

  boolean isMap(long value) {
    return is(isMap, value);
  }

  boolean isText(long value) {
    return is(isString, value);
  }

  long toTensor(long value) {
    return handle(toTensor, value);
  }

  long[] toTensors(long value) {
    return handles(toTensorList, value);
  }

  /** Values of a tuple. */
  long[] tupleValues(long value) {
    return handles(toTuple, value);
  }

  /** Values of a list. */
  long[] listValues(long value) {
    return handles(toList, value);
  }

  /** Keys and values of a map, by turns. */
  long[] mapValues(long value) {
    return handles(toMap, value);
  }

  String text(long value) {
    try {
      return (String) toText.invokeExact(value);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private static void delete(MethodHandle function, long object) {
    try {
      function.invokeExact(object);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private static long handle(MethodHandle function, long object) {
    try {
      return (long) function.invokeExact(object);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private static long[] handles(MethodHandle function, long object) {
    try {
      return (long[]) function.invokeExact(object);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private static boolean is(MethodHandle function, long value) {
    try {
      return (boolean) function.invokeExact(value);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** DJL's EngineException is one; what else is thrown is the JVM's. */
  private static RuntimeException unchecked(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException exception ? exception : new IllegalStateException(e);
  }
}
