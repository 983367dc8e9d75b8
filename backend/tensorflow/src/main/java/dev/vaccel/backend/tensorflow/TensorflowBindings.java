package dev.vaccel.backend.tensorflow;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The functions of TensorFlow's C API, by address: the library is found at run time while the
 * handles stay constants. Source: c_api.h, tf_tensor.h and tf_tstring.h of TensorFlow 2.18.
 * Thread-safe.
 */
@SuppressWarnings("restricted") // the one class of this module that calls native code
final class TensorflowBindings {
  // typedef struct TF_Output { TF_Operation* oper; int index; } TF_Output;
  static final StructLayout OUTPUT =
      MemoryLayout.structLayout(
          ADDRESS.withName("oper"),
          JAVA_INT.withName("index"),
          MemoryLayout.paddingLayout(Integer.BYTES));

  /** sizeof(TF_TString), fixed by tf_tstring.h's static assertion. */
  static final long TSTRING_BYTES = 24;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle NEW = handle(FunctionDescriptor.of(ADDRESS));
  private static final MethodHandle FREE = handle(FunctionDescriptor.ofVoid(ADDRESS));
  private static final MethodHandle FREE_STATUS =
      handle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
  private static final MethodHandle NUMBER_OF = handle(FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle SIZE_OF = handle(FunctionDescriptor.of(JAVA_LONG, ADDRESS));
  private static final MethodHandle POINTER_OF = handle(FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle FIND = handle(FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle NEW_BUFFER =
      handle(FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle SET_CONFIG =
      handle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  private static final MethodHandle LOAD_SAVED_MODEL =
      handle(
          FunctionDescriptor.of(
              ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle NEW_SESSION =
      handle(FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle IMPORT =
      handle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle OUTPUT_TYPE = handle(FunctionDescriptor.of(JAVA_INT, OUTPUT));
  private static final MethodHandle SHAPE_RANK =
      handle(FunctionDescriptor.of(JAVA_INT, ADDRESS, OUTPUT, ADDRESS));
  private static final MethodHandle SHAPE =
      handle(FunctionDescriptor.ofVoid(ADDRESS, OUTPUT, ADDRESS, JAVA_INT, ADDRESS));
  private static final MethodHandle ALLOCATE =
      handle(FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG));
  private static final MethodHandle DIM =
      handle(FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT));
  private static final MethodHandle STRING_COPY =
      handle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle RUN =
      handle(
          FunctionDescriptor.ofVoid(
              ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS,
              JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SETENV =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("setenv"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));

  private final MemorySegment newStatus;
  private final MemorySegment deleteStatus;
  private final MemorySegment getCode;
  private final MemorySegment message;
  private final MemorySegment newBuffer;
  private final MemorySegment deleteBuffer;
  private final MemorySegment newGraph;
  private final MemorySegment deleteGraph;
  private final MemorySegment newOptions;
  private final MemorySegment deleteOptions;
  private final MemorySegment setConfig;
  private final MemorySegment loadSavedModel;
  private final MemorySegment newSession;
  private final MemorySegment closeSession;
  private final MemorySegment deleteSession;
  private final MemorySegment newImportOptions;
  private final MemorySegment deleteImportOptions;
  private final MemorySegment importGraph;
  private final MemorySegment operationByName;
  private final MemorySegment numOutputs;
  private final MemorySegment outputType;
  private final MemorySegment shapeRank;
  private final MemorySegment shape;
  private final MemorySegment allocateTensor;
  private final MemorySegment deleteTensor;
  private final MemorySegment tensorType;
  private final MemorySegment numDims;
  private final MemorySegment dim;
  private final MemorySegment tensorByteSize;
  private final MemorySegment tensorData;
  private final MemorySegment stringInit;
  private final MemorySegment stringCopy;
  private final MemorySegment stringDealloc;
  private final MemorySegment stringSize;
  private final MemorySegment stringData;
  private final MemorySegment run;

  /**
   * Finds every function.
   *
   * @throws IllegalArgumentException if one is missing
   */
  TensorflowBindings(SymbolLookup symbols) {
    newStatus = find(symbols, "TF_NewStatus");
    deleteStatus = find(symbols, "TF_DeleteStatus");
    getCode = find(symbols, "TF_GetCode");
    message = find(symbols, "TF_Message");
    newBuffer = find(symbols, "TF_NewBufferFromString");
    deleteBuffer = find(symbols, "TF_DeleteBuffer");
    newGraph = find(symbols, "TF_NewGraph");
    deleteGraph = find(symbols, "TF_DeleteGraph");
    newOptions = find(symbols, "TF_NewSessionOptions");
    deleteOptions = find(symbols, "TF_DeleteSessionOptions");
    setConfig = find(symbols, "TF_SetConfig");
    loadSavedModel = find(symbols, "TF_LoadSessionFromSavedModel");
    newSession = find(symbols, "TF_NewSession");
    closeSession = find(symbols, "TF_CloseSession");
    deleteSession = find(symbols, "TF_DeleteSession");
    newImportOptions = find(symbols, "TF_NewImportGraphDefOptions");
    deleteImportOptions = find(symbols, "TF_DeleteImportGraphDefOptions");
    importGraph = find(symbols, "TF_GraphImportGraphDef");
    operationByName = find(symbols, "TF_GraphOperationByName");
    numOutputs = find(symbols, "TF_OperationNumOutputs");
    outputType = find(symbols, "TF_OperationOutputType");
    shapeRank = find(symbols, "TF_GraphGetTensorNumDims");
    shape = find(symbols, "TF_GraphGetTensorShape");
    allocateTensor = find(symbols, "TF_AllocateTensor");
    deleteTensor = find(symbols, "TF_DeleteTensor");
    tensorType = find(symbols, "TF_TensorType");
    numDims = find(symbols, "TF_NumDims");
    dim = find(symbols, "TF_Dim");
    tensorByteSize = find(symbols, "TF_TensorByteSize");
    tensorData = find(symbols, "TF_TensorData");
    stringInit = find(symbols, "TF_StringInit");
    stringCopy = find(symbols, "TF_StringCopy");
    stringDealloc = find(symbols, "TF_StringDealloc");
    stringSize = find(symbols, "TF_StringGetSize");
    stringData = find(symbols, "TF_StringGetDataPointer");
    run = find(symbols, "TF_SessionRun");
  }

  /** Sets a variable of this process, unless somebody has decided already. */
  static void setEnvironment(String name, String value) {
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) SETENV.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  MemorySegment newStatus() {
    return create(newStatus);
  }

  void deleteStatus(MemorySegment status) {
    free(deleteStatus, status);
  }

  int code(MemorySegment status) {
    return numberOf(getCode, status);
  }

  String message(MemorySegment status) {
    // Zero-terminated, owned by the status; no length is given.
    return pointerOf(message, status).reinterpret(Long.MAX_VALUE).getString(0);
  }

  /** A buffer over a copy of {@code bytes}. */
  MemorySegment newBuffer(MemorySegment bytes) {
    try {
      return (MemorySegment) NEW_BUFFER.invokeExact(newBuffer, bytes, bytes.byteSize());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void deleteBuffer(MemorySegment buffer) {
    free(deleteBuffer, buffer);
  }

  MemorySegment newGraph() {
    return create(newGraph);
  }

  void deleteGraph(MemorySegment graph) {
    free(deleteGraph, graph);
  }

  MemorySegment newOptions() {
    return create(newOptions);
  }

  void deleteOptions(MemorySegment options) {
    free(deleteOptions, options);
  }

  void setConfig(MemorySegment options, MemorySegment config, MemorySegment status) {
    try {
      SET_CONFIG.invokeExact(setConfig, options, config, config.byteSize(), status);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  MemorySegment loadSavedModel(
      MemorySegment options,
      MemorySegment directory,
      MemorySegment tags,
      int tagCount,
      MemorySegment graph,
      MemorySegment status) {
    try {
      return (MemorySegment)
          LOAD_SAVED_MODEL.invokeExact(
              loadSavedModel,
              options,
              MemorySegment.NULL,
              directory,
              tags,
              tagCount,
              graph,
              MemorySegment.NULL,
              status);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  MemorySegment newSession(MemorySegment graph, MemorySegment options, MemorySegment status) {
    try {
      return (MemorySegment) NEW_SESSION.invokeExact(newSession, graph, options, status);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Closes and frees a session. */
  void deleteSession(MemorySegment session, MemorySegment status) {
    try {
      FREE_STATUS.invokeExact(closeSession, session, status);
      FREE_STATUS.invokeExact(deleteSession, session, status);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Imports a serialised GraphDef under its own names. */
  void importGraph(MemorySegment graph, MemorySegment buffer, MemorySegment status) {
    MemorySegment options = create(newImportOptions);
    try {
      IMPORT.invokeExact(importGraph, graph, buffer, options, status);
    } catch (Throwable e) {
      throw unexpected(e);
    } finally {
      free(deleteImportOptions, options);
    }
  }

  /** The operation with this name; NULL for none. */
  MemorySegment operation(MemorySegment graph, MemorySegment name) {
    try {
      return (MemorySegment) FIND.invokeExact(operationByName, graph, name);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int numOutputs(MemorySegment operation) {
    return numberOf(numOutputs, operation);
  }

  /** TF_DataType of an {@link #OUTPUT}. */
  int outputType(MemorySegment output) {
    try {
      return (int) OUTPUT_TYPE.invokeExact(outputType, output);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Number of dimensions; -1 if not known. */
  int shapeRank(MemorySegment graph, MemorySegment output, MemorySegment status) {
    try {
      return (int) SHAPE_RANK.invokeExact(shapeRank, graph, output, status);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Fills {@code dims}; -1 for what is not known. */
  void shape(
      MemorySegment graph,
      MemorySegment output,
      MemorySegment dims,
      int rank,
      MemorySegment status) {
    try {
      SHAPE.invokeExact(shape, graph, output, dims, rank, status);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A tensor with memory of its own that is not initialised; NULL without memory. */
  MemorySegment allocate(int type, MemorySegment dims, int rank, long bytes) {
    try {
      return (MemorySegment) ALLOCATE.invokeExact(allocateTensor, type, dims, rank, bytes);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void deleteTensor(MemorySegment tensor) {
    free(deleteTensor, tensor);
  }

  int tensorType(MemorySegment tensor) {
    return numberOf(tensorType, tensor);
  }

  /** Extents of a tensor. */
  long[] dims(MemorySegment tensor) {
    long[] dims = new long[numberOf(numDims, tensor)];
    try {
      for (int i = 0; i < dims.length; i++) {
        dims[i] = (long) DIM.invokeExact(dim, tensor, i);
      }
      return dims;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A tensor's memory, valid until it is deleted. */
  MemorySegment data(MemorySegment tensor) {
    try {
      long bytes = (long) SIZE_OF.invokeExact(tensorByteSize, tensor);
      return pointerOf(tensorData, tensor).reinterpret(bytes);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Writes a string into memory of {@link #TSTRING_BYTES} that holds nothing yet. */
  void writeString(MemorySegment at, MemorySegment text) {
    try {
      FREE.invokeExact(stringInit, at);
      STRING_COPY.invokeExact(stringCopy, at, text, text.byteSize());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void freeString(MemorySegment at) {
    free(stringDealloc, at);
  }

  /** The bytes of a string, valid as long as it is. */
  MemorySegment string(MemorySegment at) {
    try {
      long bytes = (long) SIZE_OF.invokeExact(stringSize, at);
      return pointerOf(stringData, at).reinterpret(bytes);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** TF_SessionRun without targets and metadata. */
  void run(
      MemorySegment session,
      MemorySegment options,
      MemorySegment inputs,
      MemorySegment inputTensors,
      int inputCount,
      MemorySegment outputs,
      MemorySegment outputTensors,
      int outputCount,
      MemorySegment status) {
    try {
      RUN.invokeExact(
          run,
          session,
          options,
          inputs,
          inputTensors,
          inputCount,
          outputs,
          outputTensors,
          outputCount,
          MemorySegment.NULL,
          0,
          MemorySegment.NULL,
          status);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MethodHandle handle(FunctionDescriptor function) {
    return LINKER.downcallHandle(function);
  }

  private static MemorySegment find(SymbolLookup symbols, String name) {
    return symbols
        .find(name)
        .orElseThrow(() -> new IllegalArgumentException("the library has no " + name));
  }

  private static MemorySegment create(MemorySegment function) {
    try {
      return (MemorySegment) NEW.invokeExact(function);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static void free(MemorySegment function, MemorySegment object) {
    try {
      FREE.invokeExact(function, object);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static int numberOf(MemorySegment function, MemorySegment object) {
    try {
      return (int) NUMBER_OF.invokeExact(function, object);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MemorySegment pointerOf(MemorySegment function, MemorySegment object) {
    try {
      return (MemorySegment) POINTER_OF.invokeExact(function, object);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A handle of the right type throws only what the JVM itself throws. */
  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException exception ? exception : new IllegalStateException(e);
  }
}
