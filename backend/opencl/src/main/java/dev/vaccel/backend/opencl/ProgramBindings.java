package dev.vaccel.backend.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** Programs and kernels of OpenCL 1.2; see {@link OpenclBindings}. */
final class ProgramBindings {
  static final int ARGUMENT_ADDRESS = 0x1196;
  static final int ARGUMENT_TYPE = 0x1198;
  static final int ARGUMENT_NAME = 0x119a;

  private static final int BUILD_LOG = 0x1183;
  private static final int BINARY_SIZES = 0x1165;
  private static final int BINARIES = 0x1166;
  private static final int KERNEL_NAMES = 0x1168;
  private static final int KERNEL_ARGUMENTS = 0x1191;
  private static final int KERNEL_GROUP_SIZE = 0x11b0;

  private static final MemorySegment NULL = MemorySegment.NULL;

  private static final MethodHandle CREATE_WITH_SOURCE =
      OpenclBindings.handle(
          "clCreateProgramWithSource", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle CREATE_WITH_BINARY =
      OpenclBindings.handle(
          "clCreateProgramWithBinary",
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle BUILD =
      OpenclBindings.handle(
          "clBuildProgram", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle BUILD_INFO =
      OpenclBindings.handle(
          "clGetProgramBuildInfo",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_LONG,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle PROGRAM_INFO =
      OpenclBindings.handle(
          "clGetProgramInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle RELEASE_PROGRAM =
      OpenclBindings.handle("clReleaseProgram", JAVA_INT, ADDRESS);
  private static final MethodHandle CREATE_KERNEL =
      OpenclBindings.handle("clCreateKernel", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle RELEASE_KERNEL =
      OpenclBindings.handle("clReleaseKernel", JAVA_INT, ADDRESS);
  private static final MethodHandle KERNEL_INFO =
      OpenclBindings.handle(
          "clGetKernelInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle ARGUMENT_INFO =
      OpenclBindings.handle(
          "clGetKernelArgInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle GROUP_INFO =
      OpenclBindings.handle(
          "clGetKernelWorkGroupInfo",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_LONG,
          ADDRESS,
          ADDRESS);

  private ProgramBindings() {}

  static MemorySegment ofSource(MemorySegment context, byte[] source) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(JAVA_INT);
      MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, source);
      var program =
          (MemorySegment)
              CREATE_WITH_SOURCE.invokeExact(
                  context,
                  1,
                  arena.allocateFrom(ADDRESS, text),
                  arena.allocateFrom(JAVA_LONG, source.length),
                  error);
      OpenclBindings.check("clCreateProgramWithSource", error.get(JAVA_INT, 0));
      return program;
    } catch (Throwable e) {
      throw OpenclBindings.unexpected(e);
    }
  }

  static MemorySegment ofBinary(MemorySegment context, MemorySegment device, byte[] binary) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(JAVA_INT);
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, binary);
      var program =
          (MemorySegment)
              CREATE_WITH_BINARY.invokeExact(
                  context,
                  1,
                  arena.allocateFrom(ADDRESS, device),
                  arena.allocateFrom(JAVA_LONG, binary.length),
                  arena.allocateFrom(ADDRESS, bytes),
                  arena.allocate(JAVA_INT),
                  error);
      OpenclBindings.check("clCreateProgramWithBinary", error.get(JAVA_INT, 0));
      return program;
    } catch (Throwable e) {
      throw OpenclBindings.unexpected(e);
    }
  }

  /** Compiles and links for the one device of the program's context; returns the error code. */
  static int build(MemorySegment program, String options) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) BUILD.invokeExact(program, 0, NULL, arena.allocateFrom(options), NULL, NULL);
    } catch (Throwable e) {
      throw OpenclBindings.unexpected(e);
    }
  }

  static String buildLog(MemorySegment program, MemorySegment device) {
    return OpenclBindings.text(
        "clGetProgramBuildInfo",
        (bytes, value, actual) ->
            (int) BUILD_INFO.invokeExact(program, device, BUILD_LOG, bytes, value, actual));
  }

  /** The program as its vendor's binary; empty where there is none, or a larger one. */
  static byte[] binary(MemorySegment program, long maxBytes) {
    long bytes =
        OpenclBindings.number(
            "clGetProgramInfo",
            (size, value, actual) ->
                (int) PROGRAM_INFO.invokeExact(program, BINARY_SIZES, size, value, actual));
    if (bytes <= 0 || bytes > maxBytes) {
      return new byte[0];
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment binary = arena.allocate(bytes);
      MemorySegment pointers = arena.allocateFrom(ADDRESS, binary);
      int code =
          (int) PROGRAM_INFO.invokeExact(program, BINARIES, ADDRESS.byteSize(), pointers, NULL);
      OpenclBindings.check("clGetProgramInfo", code);
      return binary.toArray(ValueLayout.JAVA_BYTE);
    } catch (Throwable e) {
      throw OpenclBindings.unexpected(e);
    }
  }

  static void releaseProgram(MemorySegment program) {
    OpenclBindings.release(RELEASE_PROGRAM, program);
  }

  /** Names of the program's kernels. */
  static List<String> kernelNames(MemorySegment program) {
    String names =
        OpenclBindings.text(
            "clGetProgramInfo",
            (bytes, value, actual) ->
                (int) PROGRAM_INFO.invokeExact(program, KERNEL_NAMES, bytes, value, actual));
    return names.isEmpty() ? List.of() : List.of(names.split(";", -1));
  }

  static MemorySegment createKernel(MemorySegment program, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(JAVA_INT);
      var kernel =
          (MemorySegment) CREATE_KERNEL.invokeExact(program, arena.allocateFrom(name), error);
      OpenclBindings.check("clCreateKernel of '" + name + "'", error.get(JAVA_INT, 0));
      return kernel;
    } catch (Throwable e) {
      throw OpenclBindings.unexpected(e);
    }
  }

  static void releaseKernel(MemorySegment kernel) {
    OpenclBindings.release(RELEASE_KERNEL, kernel);
  }

  static int argumentCount(MemorySegment kernel) {
    return (int)
        OpenclBindings.number(
            "clGetKernelInfo",
            (bytes, value, actual) ->
                (int) KERNEL_INFO.invokeExact(kernel, KERNEL_ARGUMENTS, bytes, value, actual));
  }

  /** Name or type of an argument; throws where the program does not tell. */
  static String argumentText(MemorySegment kernel, int index, int what) {
    return OpenclBindings.text(
        "clGetKernelArgInfo",
        (bytes, value, actual) ->
            (int) ARGUMENT_INFO.invokeExact(kernel, index, what, bytes, value, actual));
  }

  /** Address space of an argument; throws where the program does not tell. */
  static long argumentAddress(MemorySegment kernel, int index) {
    return OpenclBindings.number(
        "clGetKernelArgInfo",
        (bytes, value, actual) ->
            (int) ARGUMENT_INFO.invokeExact(kernel, index, ARGUMENT_ADDRESS, bytes, value, actual));
  }

  static long maxGroupSize(MemorySegment kernel, MemorySegment device) {
    return OpenclBindings.number(
        "clGetKernelWorkGroupInfo",
        (bytes, value, actual) ->
            (int) GROUP_INFO.invokeExact(kernel, device, KERNEL_GROUP_SIZE, bytes, value, actual));
  }
}
