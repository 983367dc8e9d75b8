package dev.vaccel.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The product by CLBlast on the first OpenCL device, with buffers over the same memory that ours
 * computes in. Source: clblast_c.h 1.5.2, CL/cl.h. Lives as long as the process.
 */
@SuppressWarnings("restricted") // calls native code, and nothing else of the benchmarks does
final class ClblastSgemm {
  private static final long ALL_DEVICES = 0xffff_ffffL;
  private static final long USE_HOST_PTR = 1 << 3;
  private static final long READ_WRITE = 1;
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Arena ARENA = Arena.global();

  private final SymbolLookup opencl = SymbolLookup.libraryLookup("libOpenCL.so.1", ARENA);
  private final MethodHandle sgemm;
  private final MethodHandle finish =
      handle(opencl, "clFinish", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private final MemorySegment context;
  private final MemorySegment queue;
  private final MemorySegment queuePointer;

  /**
   * Looks for library and device.
   *
   * @throws IllegalArgumentException if a library is not there
   */
  ClblastSgemm() throws Throwable {
    SymbolLookup clblast = SymbolLookup.libraryLookup("libclblast.so.1", ARENA);
    // CLBlastSgemm(layout, transA, transB, m, n, k, alpha, a, offset, ld, b, offset, ld, beta, c,
    //     offset, ld, cl_command_queue *, cl_event *)
    sgemm =
        handle(
            clblast,
            "CLBlastSgemm",
            FunctionDescriptor.of(
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_LONG,
                JAVA_LONG,
                ADDRESS,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_LONG,
                JAVA_LONG,
                ADDRESS,
                ADDRESS));
    MemorySegment platform = ARENA.allocate(ADDRESS);
    MemorySegment device = ARENA.allocate(ADDRESS);
    MemorySegment error = ARENA.allocate(JAVA_INT);
    MethodHandle platforms =
        handle(
            opencl,
            "clGetPlatformIDs",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    check((int) platforms.invokeExact(1, platform, MemorySegment.NULL));
    MethodHandle devices =
        handle(
            opencl,
            "clGetDeviceIDs",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
    check(
        (int)
            devices.invokeExact(
                platform.get(ADDRESS, 0), ALL_DEVICES, 1, device, MemorySegment.NULL));
    MethodHandle createContext =
        handle(
            opencl,
            "clCreateContext",
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    context =
        (MemorySegment)
            createContext.invokeExact(
                MemorySegment.NULL, 1, device, MemorySegment.NULL, MemorySegment.NULL, error);
    check(error.get(JAVA_INT, 0));
    MethodHandle createQueue =
        handle(
            opencl,
            "clCreateCommandQueue",
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    queue = (MemorySegment) createQueue.invokeExact(context, device.get(ADDRESS, 0), 0L, error);
    check(error.get(JAVA_INT, 0));
    queuePointer = ARENA.allocateFrom(ADDRESS, queue);
  }

  /** A buffer over native memory, for good. */
  MemorySegment buffer(MemorySegment memory) throws Throwable {
    MethodHandle create =
        handle(
            opencl,
            "clCreateBuffer",
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS));
    MemorySegment error = ARENA.allocate(JAVA_INT);
    var buffer =
        (MemorySegment)
            create.invokeExact(
                context, READ_WRITE | USE_HOST_PTR, memory.byteSize(), memory, error);
    check(error.get(JAVA_INT, 0));
    return buffer;
  }

  /** C = A * B, n by n, and waits. */
  void multiply(int n, MemorySegment a, MemorySegment b, MemorySegment c) {
    try {
      long size = n;
      check(
          (int)
              sgemm.invokeExact(
                  ROW_MAJOR,
                  NO_TRANSPOSE,
                  NO_TRANSPOSE,
                  size,
                  size,
                  size,
                  1f,
                  a,
                  0L,
                  size,
                  b,
                  0L,
                  size,
                  0f,
                  c,
                  0L,
                  size,
                  queuePointer,
                  MemorySegment.NULL));
      check((int) finish.invokeExact(queue));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Greatest difference of two results. */
  static float difference(MemorySegment a, MemorySegment b) {
    float greatest = 0;
    for (long i = 0; i < a.byteSize() / Float.BYTES; i++) {
      float difference =
          Math.abs(
              a.getAtIndex(ValueLayout.JAVA_FLOAT, i) - b.getAtIndex(ValueLayout.JAVA_FLOAT, i));
      greatest = Math.max(greatest, difference);
    }
    return greatest;
  }

  private static MethodHandle handle(
      SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(library.findOrThrow(name), descriptor);
  }

  private static void check(int code) {
    if (code != 0) {
      throw new IllegalStateException("OpenCL or CLBlast: error " + code);
    }
  }
}
