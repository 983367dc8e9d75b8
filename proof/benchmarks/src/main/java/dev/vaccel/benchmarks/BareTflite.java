package dev.vaccel.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * TensorFlow Lite by its C API and nothing else: one model with one input and one output, XNNPACK,
 * one thread. What a program would write that has no use for us. Confined to one thread; frees
 * nothing before the process ends.
 */
@SuppressWarnings("restricted") // the baseline is native code
final class BareTflite implements AutoCloseable {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout OPTIONS =
      MemoryLayout.structLayout(MemoryLayout.sequenceLayout(32, JAVA_LONG).withName("fields"));

  private final Arena arena = Arena.ofConfined();
  private final MethodHandle invoke;
  private final MemorySegment interpreter;
  private final MemorySegment input;
  private final MemorySegment output;

  BareTflite(Path library, Path model) throws IOException {
    SymbolLookup lite = SymbolLookup.libraryLookup(library, Arena.global());
    byte[] bytes = Files.readAllBytes(model);
    MemorySegment content = arena.allocate(bytes.length, 64).copyFrom(MemorySegment.ofArray(bytes));
    try {
      MemorySegment loaded =
          (MemorySegment)
              find(lite, "TfLiteModelCreate", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG))
                  .invokeExact(content, content.byteSize());
      MemorySegment options =
          (MemorySegment)
              find(lite, "TfLiteInterpreterOptionsCreate", FunctionDescriptor.of(ADDRESS))
                  .invokeExact();
      find(
              lite,
              "TfLiteInterpreterOptionsSetNumThreads",
              FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT))
          .invokeExact(options, 1);
      MemorySegment xnnpack =
          (MemorySegment)
              find(lite, "TfLiteXNNPackDelegateOptionsDefault", FunctionDescriptor.of(OPTIONS))
                  .invokeExact((SegmentAllocator) arena);
      xnnpack.set(JAVA_INT, 0, 1);
      MemorySegment delegate =
          (MemorySegment)
              find(lite, "TfLiteXNNPackDelegateCreate", FunctionDescriptor.of(ADDRESS, ADDRESS))
                  .invokeExact(xnnpack);
      find(lite, "TfLiteInterpreterOptionsAddDelegate", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS))
          .invokeExact(options, delegate);
      interpreter =
          (MemorySegment)
              find(
                      lite,
                      "TfLiteInterpreterCreate",
                      FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS))
                  .invokeExact(loaded, options);
      int status =
          (int)
              find(
                      lite,
                      "TfLiteInterpreterAllocateTensors",
                      FunctionDescriptor.of(JAVA_INT, ADDRESS))
                  .invokeExact(interpreter);
      if (interpreter.address() == 0 || status != 0) {
        throw new IOException(model + ": status " + status);
      }
      input = data(lite, "TfLiteInterpreterGetInputTensor");
      output = data(lite, "TfLiteInterpreterGetOutputTensor");
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    invoke = find(lite, "TfLiteInterpreterInvoke", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  }

  private static MethodHandle find(SymbolLookup library, String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(library.findOrThrow(name), type);
  }

  private MemorySegment data(SymbolLookup lite, String getter) throws Throwable {
    MemorySegment tensor =
        (MemorySegment)
            find(lite, getter, FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT))
                .invokeExact(interpreter, 0);
    long bytes =
        (long)
            find(lite, "TfLiteTensorByteSize", FunctionDescriptor.of(JAVA_LONG, ADDRESS))
                .invokeExact(tensor);
    return ((MemorySegment)
            find(lite, "TfLiteTensorData", FunctionDescriptor.of(ADDRESS, ADDRESS))
                .invokeExact(tensor))
        .reinterpret(bytes);
  }

  /** Copies the input in, computes, and copies the output to an array. */
  void run(MemorySegment from, byte[] to) {
    input.copyFrom(from);
    int status;
    try {
      status = (int) invoke.invokeExact(interpreter);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (status != 0) {
      throw new IllegalStateException("status " + status);
    }
    MemorySegment.copy(output, ValueLayout.JAVA_BYTE, 0, to, 0, to.length);
  }

  @Override
  public void close() {
    // The interpreter computes no more, and keeps pointers to what lies here.
  }
}
