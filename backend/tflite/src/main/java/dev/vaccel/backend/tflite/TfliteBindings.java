package dev.vaccel.backend.tflite;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The functions of TensorFlow Lite's C API. Pointers are opaque here; whoever calls keeps the rules
 * of threads and lifetimes.
 *
 * <p>Source: core/c/c_api.h, core/c/c_api_opaque.h and delegates/xnnpack/xnnpack_delegate.h of
 * TensorFlow 2.20.
 */
@SuppressWarnings("restricted") // calls native code; see also ErrorReporter and Delegate
final class TfliteBindings {
  /** Longest text of a name or version that is read. */
  private static final long MOST_TEXT = 1 << 16;

  /**
   * Room for a TfLiteXNNPackDelegateOptions, whose size differs by version: the library fills in
   * what it has. {@code int32_t num_threads} comes first in all of them.
   */
  private static final MemoryLayout XNNPACK_OPTIONS =
      MemoryLayout.structLayout(MemoryLayout.sequenceLayout(32, JAVA_LONG).withName("fields"));

  private static final int LOG_SILENT = 4;
  private static final Linker LINKER = Linker.nativeLinker();

  private final MethodHandle version;
  private final MethodHandle modelCreate;
  private final MethodHandle modelDelete;
  private final MethodHandle optionsCreate;
  private final MethodHandle optionsDelete;
  private final MethodHandle optionsSetThreads;
  private final MethodHandle optionsSetReporter;
  private final MethodHandle optionsAddDelegate;
  private final MethodHandle interpreterCreate;
  private final MethodHandle interpreterDelete;
  private final MethodHandle inputCount;
  private final MethodHandle input;
  private final MethodHandle resizeInput;
  private final MethodHandle allocateTensors;
  private final MethodHandle resetVariables;
  private final MethodHandle invoke;
  private final MethodHandle outputCount;
  private final MethodHandle output;
  private final MethodHandle tensorType;
  private final MethodHandle tensorRank;
  private final MethodHandle tensorDim;
  private final MethodHandle tensorBytes;
  private final MethodHandle tensorData;
  private final MethodHandle tensorName;
  private final MethodHandle tensorAllocation;
  private final MethodHandle signatureRank;
  private final MethodHandle signatureDim;
  private final MethodHandle xnnpackOptions;
  private final MethodHandle xnnpackCreate;
  private final MethodHandle xnnpackDelete;
  private final @Nullable MethodHandle setLogSeverity;

  private TfliteBindings(SymbolLookup library) {
    version = get(library, "TfLiteVersion", ADDRESS);
    // TfLiteModel *(const void *data, size_t size, reporter, void *user_data)
    modelCreate =
        get(
            library,
            "TfLiteModelCreateWithErrorReporter",
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            ADDRESS);
    modelDelete = tell(library, "TfLiteModelDelete", ADDRESS);
    optionsCreate = get(library, "TfLiteInterpreterOptionsCreate", ADDRESS);
    optionsDelete = tell(library, "TfLiteInterpreterOptionsDelete", ADDRESS);
    optionsSetThreads = tell(library, "TfLiteInterpreterOptionsSetNumThreads", ADDRESS, JAVA_INT);
    optionsSetReporter =
        tell(library, "TfLiteInterpreterOptionsSetErrorReporter", ADDRESS, ADDRESS, ADDRESS);
    optionsAddDelegate = tell(library, "TfLiteInterpreterOptionsAddDelegate", ADDRESS, ADDRESS);
    interpreterCreate = get(library, "TfLiteInterpreterCreate", ADDRESS, ADDRESS, ADDRESS);
    interpreterDelete = tell(library, "TfLiteInterpreterDelete", ADDRESS);
    inputCount = get(library, "TfLiteInterpreterGetInputTensorCount", JAVA_INT, ADDRESS);
    input = get(library, "TfLiteInterpreterGetInputTensor", ADDRESS, ADDRESS, JAVA_INT);
    // TfLiteStatus (TfLiteInterpreter *, int32_t index, const int *dims, int32_t rank)
    resizeInput =
        get(
            library,
            "TfLiteInterpreterResizeInputTensor",
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT);
    allocateTensors = get(library, "TfLiteInterpreterAllocateTensors", JAVA_INT, ADDRESS);
    resetVariables = get(library, "TfLiteInterpreterResetVariableTensors", JAVA_INT, ADDRESS);
    invoke = get(library, "TfLiteInterpreterInvoke", JAVA_INT, ADDRESS);
    outputCount = get(library, "TfLiteInterpreterGetOutputTensorCount", JAVA_INT, ADDRESS);
    output = get(library, "TfLiteInterpreterGetOutputTensor", ADDRESS, ADDRESS, JAVA_INT);
    tensorType = get(library, "TfLiteTensorType", JAVA_INT, ADDRESS);
    tensorRank = get(library, "TfLiteTensorNumDims", JAVA_INT, ADDRESS);
    tensorDim = get(library, "TfLiteTensorDim", JAVA_INT, ADDRESS, JAVA_INT);
    tensorBytes = get(library, "TfLiteTensorByteSize", JAVA_LONG, ADDRESS);
    tensorData = get(library, "TfLiteTensorData", ADDRESS, ADDRESS);
    tensorName = get(library, "TfLiteTensorName", ADDRESS, ADDRESS);
    tensorAllocation = get(library, "TfLiteOpaqueTensorGetAllocationType", JAVA_INT, ADDRESS);
    signatureRank =
        get(library, "TfLiteOpaqueTensorGetNumDimsSignature", JAVA_INT, ADDRESS, ADDRESS);
    signatureDim =
        get(library, "TfLiteOpaqueTensorGetDimSignature", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    xnnpackOptions = get(library, "TfLiteXNNPackDelegateOptionsDefault", XNNPACK_OPTIONS);
    xnnpackCreate = get(library, "TfLiteXNNPackDelegateCreate", ADDRESS, ADDRESS);
    xnnpackDelete = tell(library, "TfLiteXNNPackDelegateDelete", ADDRESS);
    // LogSeverity LoggerOptions::SetMinimumLogSeverity(LogSeverity), of minimal_logging.h: C++.
    setLogSeverity =
        library
            .find("_ZN6tflite13LoggerOptions21SetMinimumLogSeverityENS_11LogSeverityE")
            .map(at -> LINKER.downcallHandle(at, FunctionDescriptor.of(JAVA_INT, JAVA_INT)))
            .orElse(null);
  }

  /**
   * Loads a library for as long as the process lives.
   *
   * @throws IllegalArgumentException if it does not load
   * @throws java.util.NoSuchElementException if it lacks a function
   */
  static TfliteBindings load(Path file) {
    return new TfliteBindings(SymbolLookup.libraryLookup(file, Arena.global()));
  }

  /** A function that gives something. */
  private static MethodHandle get(
      SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        library.findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }

  /** A function that gives nothing. */
  private static MethodHandle tell(SymbolLookup library, String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(library.findOrThrow(name), FunctionDescriptor.ofVoid(arguments));
  }

  /** Keeps TensorFlow Lite from writing to stderr, where this build of it has the switch. */
  void silence() {
    if (setLogSeverity != null) {
      try {
        int _ = (int) setLogSeverity.invokeExact(LOG_SILENT);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }
  }

  String version() {
    try {
      return text((MemorySegment) version.invokeExact());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A model over {@code data}, which must outlive it; a null pointer if it is refused. */
  MemorySegment createModel(MemorySegment data, ErrorLog log) {
    try {
      return (MemorySegment)
          modelCreate.invokeExact(
              data, data.byteSize(), ErrorReporter.FUNCTION, ErrorReporter.userData(log));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void deleteModel(MemorySegment model) {
    call(modelDelete, model);
  }

  MemorySegment createOptions() {
    try {
      return (MemorySegment) optionsCreate.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void deleteOptions(MemorySegment options) {
    call(optionsDelete, options);
  }

  void setThreads(MemorySegment options, int threads) {
    try {
      optionsSetThreads.invokeExact(options, threads);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** What interpreters with these options say goes to the log, which must outlive them. */
  void setErrorLog(MemorySegment options, ErrorLog log) {
    try {
      optionsSetReporter.invokeExact(options, ErrorReporter.FUNCTION, ErrorReporter.userData(log));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The delegate must outlive interpreters with these options. */
  void addDelegate(MemorySegment options, MemorySegment delegate) {
    try {
      optionsAddDelegate.invokeExact(options, delegate);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** An interpreter, which the model must outlive; a null pointer if it is refused. */
  MemorySegment createInterpreter(MemorySegment model, MemorySegment options) {
    try {
      return (MemorySegment) interpreterCreate.invokeExact(model, options);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void deleteInterpreter(MemorySegment interpreter) {
    call(interpreterDelete, interpreter);
  }

  int inputs(MemorySegment interpreter) {
    return number(inputCount, interpreter);
  }

  MemorySegment input(MemorySegment interpreter, int index) {
    return pointer(input, interpreter, index);
  }

  int outputs(MemorySegment interpreter) {
    return number(outputCount, interpreter);
  }

  MemorySegment output(MemorySegment interpreter, int index) {
    return pointer(output, interpreter, index);
  }

  /** Gives an input other dimensions; {@link #allocate} has to follow. */
  int resize(MemorySegment interpreter, int index, int[] dims) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment array = arena.allocateFrom(JAVA_INT, dims.length == 0 ? new int[1] : dims);
      return (int) resizeInput.invokeExact(interpreter, index, array, dims.length);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int allocate(MemorySegment interpreter) {
    return number(allocateTensors, interpreter);
  }

  int resetVariables(MemorySegment interpreter) {
    return number(resetVariables, interpreter);
  }

  int invoke(MemorySegment interpreter) {
    return number(invoke, interpreter);
  }

  /** TfLiteType; see {@link ElementTypes}. */
  int type(MemorySegment tensor) {
    return number(tensorType, tensor);
  }

  /** Number of dimensions; -1 while they are not known. */
  int rank(MemorySegment tensor) {
    return number(tensorRank, tensor);
  }

  int dim(MemorySegment tensor, int index) {
    try {
      return (int) tensorDim.invokeExact(tensor, index);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  long bytes(MemorySegment tensor) {
    try {
      return (long) tensorBytes.invokeExact(tensor);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * The tensor's memory, of {@link #bytes}; a null pointer if it has none. It moves when tensors
   * are allocated, and that of an output with each run.
   */
  MemorySegment data(MemorySegment tensor) {
    try {
      MemorySegment data = (MemorySegment) tensorData.invokeExact(tensor);
      // As large as the library says; it stays valid until the interpreter allocates again.
      return data.address() == 0 ? data : data.reinterpret(bytes(tensor));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Empty where it has none. */
  String name(MemorySegment tensor) {
    try {
      return text((MemorySegment) tensorName.invokeExact(tensor));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** TfLiteAllocationType of core/c/common.h. */
  int allocation(MemorySegment tensor) {
    return number(tensorAllocation, tensor);
  }

  /** The dimensions that the model declares, -1 for those that a run decides; null for none. */
  int @Nullable [] signature(MemorySegment tensor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(JAVA_INT);
      int status = (int) signatureRank.invokeExact(tensor, result);
      int rank = result.get(JAVA_INT, 0);
      if (status != TfliteErrors.OK || rank < 0) {
        return null;
      }
      int[] dims = new int[rank];
      for (int i = 0; i < rank; i++) {
        if ((int) signatureDim.invokeExact(tensor, i, result) != TfliteErrors.OK) {
          return null;
        }
        dims[i] = result.get(JAVA_INT, 0);
      }
      return dims;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A delegate that computes with XNNPACK's kernels. */
  MemorySegment createXnnpack(int threads) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment options = (MemorySegment) xnnpackOptions.invokeExact((SegmentAllocator) arena);
      options.set(JAVA_INT, 0, threads);
      return (MemorySegment) xnnpackCreate.invokeExact(options);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void deleteXnnpack(MemorySegment delegate) {
    call(xnnpackDelete, delegate);
  }

  /** Text of a C string; empty for a null pointer. */
  static String text(MemorySegment address) {
    if (address.address() == 0) {
      return "";
    }
    // Its end is not known: no further than MOST_TEXT, and to its first NUL.
    MemorySegment text = address.reinterpret(MOST_TEXT);
    long length = 0;
    while (length < MOST_TEXT && text.get(JAVA_BYTE, length) != 0) {
      length++;
    }
    return new String(text.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private static void call(MethodHandle function, MemorySegment argument) {
    try {
      function.invokeExact(argument);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static int number(MethodHandle function, MemorySegment argument) {
    try {
      return (int) function.invokeExact(argument);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MemorySegment pointer(MethodHandle function, MemorySegment object, int index) {
    try {
      return (MemorySegment) function.invokeExact(object, index);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A downcall throws nothing of its own: what comes is an error of the JVM or ours. */
  static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException known ? known : new IllegalStateException(e);
  }
}
