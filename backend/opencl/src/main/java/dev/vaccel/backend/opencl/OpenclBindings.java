package dev.vaccel.backend.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
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
 * Devices, contexts, queues, buffers and launches of OpenCL 1.2, by the loader that the system has.
 * Each method throws what {@link OpenclErrors#failed} makes of an error code. Only to be touched
 * once {@link OpenclLibrary} has found the library. Source: CL/cl.h, Khronos headers 2022.09.
 */
@SuppressWarnings("restricted") // with ProgramBindings and OpenclLibrary all that calls native code
final class OpenclBindings {
  static final long DEVICE_TYPE_ALL = 0xffff_ffffL;
  static final int PLATFORM_NAME = 0x0902;
  static final int DEVICE_TYPE = 0x1000;
  static final int DEVICE_MAX_GROUP_SIZE = 0x1004;
  static final int DEVICE_MAX_ALLOC = 0x1010;
  static final int DEVICE_MEMORY = 0x101f;
  static final int DEVICE_LOCAL_MEMORY = 0x1023;
  static final int DEVICE_LITTLE_ENDIAN = 0x1026;
  static final int DEVICE_AVAILABLE = 0x1027;
  static final int DEVICE_NAME = 0x102b;
  static final int DRIVER_VERSION = 0x102d;
  static final int DEVICE_DOUBLES = 0x1032;

  static final long MEM_READ_WRITE = 1;
  static final long MEM_READ_ONLY = 1 << 2;
  static final long MEM_USE_HOST_PTR = 1 << 3;
  static final long MEM_COPY_HOST_PTR = 1 << 5;

  private static final long QUEUE_PROFILING = 1 << 1;
  private static final long MAP_READ = 1;
  private static final int EVENT_START = 0x1282;
  private static final int EVENT_END = 0x1283;
  private static final int BLOCKING = 1;
  private static final int PLATFORM_NOT_FOUND = -1001; // CL_PLATFORM_NOT_FOUND_KHR
  private static final int DEVICE_NOT_FOUND = -1;
  private static final int MAX_OBJECTS = 64;

  /** More than any text that a driver gives of itself. */
  private static final long MAX_INFO_BYTES = 1 << 16;

  private static final MemorySegment NULL = MemorySegment.NULL;
  private static final Linker LINKER = Linker.nativeLinker();
  static final SymbolLookup LOOKUP = SymbolLookup.libraryLookup(OpenclLibrary.NAME, Arena.global());

  private static final MethodHandle GET_PLATFORMS =
      handle("clGetPlatformIDs", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle PLATFORM_INFO =
      handle("clGetPlatformInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle GET_DEVICES =
      handle("clGetDeviceIDs", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle DEVICE_INFO =
      handle("clGetDeviceInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle CREATE_CONTEXT =
      handle("clCreateContext", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle RELEASE_CONTEXT = handle("clReleaseContext", JAVA_INT, ADDRESS);
  private static final MethodHandle CREATE_QUEUE =
      handle("clCreateCommandQueue", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private static final MethodHandle RELEASE_QUEUE =
      handle("clReleaseCommandQueue", JAVA_INT, ADDRESS);
  private static final MethodHandle FINISH = handle("clFinish", JAVA_INT, ADDRESS);
  private static final MethodHandle CREATE_BUFFER =
      handle("clCreateBuffer", ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle RELEASE_BUFFER =
      handle("clReleaseMemObject", JAVA_INT, ADDRESS);
  private static final MethodHandle READ_BUFFER =
      handle(
          "clEnqueueReadBuffer",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle READ_RECT =
      handle(
          "clEnqueueReadBufferRect",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle FILL_BUFFER =
      handle(
          "clEnqueueFillBuffer",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle MAP_BUFFER =
      handle(
          "clEnqueueMapBuffer",
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle UNMAP_BUFFER =
      handle(
          "clEnqueueUnmapMemObject",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle SET_ARGUMENT =
      handle("clSetKernelArg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle LAUNCH =
      handle(
          "clEnqueueNDRangeKernel",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle PROFILING =
      handle("clGetEventProfilingInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle RELEASE_EVENT = handle("clReleaseEvent", JAVA_INT, ADDRESS);

  private OpenclBindings() {}

  /** Asks one thing of one object; every {@code clGet...Info} with its leading arguments bound. */
  @FunctionalInterface
  interface Query {
    int get(long bytes, MemorySegment value, MemorySegment actualBytes) throws Throwable;
  }

  static MemorySegment[] platforms() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ids = arena.allocate(ADDRESS, MAX_OBJECTS);
      MemorySegment count = arena.allocate(JAVA_INT);
      int code = (int) GET_PLATFORMS.invokeExact(MAX_OBJECTS, ids, count);
      return code == PLATFORM_NOT_FOUND
          ? new MemorySegment[0]
          : list("clGetPlatformIDs", code, ids, count);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static MemorySegment[] devices(MemorySegment platform) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ids = arena.allocate(ADDRESS, MAX_OBJECTS);
      MemorySegment count = arena.allocate(JAVA_INT);
      int code = (int) GET_DEVICES.invokeExact(platform, DEVICE_TYPE_ALL, MAX_OBJECTS, ids, count);
      return code == DEVICE_NOT_FOUND
          ? new MemorySegment[0]
          : list("clGetDeviceIDs", code, ids, count);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static String platformName(MemorySegment platform) {
    return text(
        "clGetPlatformInfo",
        (bytes, value, actual) ->
            (int) PLATFORM_INFO.invokeExact(platform, PLATFORM_NAME, bytes, value, actual));
  }

  static String deviceText(MemorySegment device, int what) {
    return text(
        "clGetDeviceInfo",
        (bytes, value, actual) ->
            (int) DEVICE_INFO.invokeExact(device, what, bytes, value, actual));
  }

  /** A number of a device, of 32 or 64 bits. */
  static long deviceNumber(MemorySegment device, int what) {
    return number(
        "clGetDeviceInfo",
        (bytes, value, actual) ->
            (int) DEVICE_INFO.invokeExact(device, what, bytes, value, actual));
  }

  static MemorySegment createContext(MemorySegment device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(JAVA_INT);
      var context =
          (MemorySegment)
              CREATE_CONTEXT.invokeExact(
                  NULL, 1, arena.allocateFrom(ADDRESS, device), NULL, NULL, error);
      check("clCreateContext", error.get(JAVA_INT, 0));
      return context;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void releaseContext(MemorySegment context) {
    release(RELEASE_CONTEXT, context);
  }

  /** A queue in whose order things happen, and that tells how long they took. */
  static MemorySegment createQueue(MemorySegment context, MemorySegment device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(JAVA_INT);
      var queue = (MemorySegment) CREATE_QUEUE.invokeExact(context, device, QUEUE_PROFILING, error);
      check("clCreateCommandQueue", error.get(JAVA_INT, 0));
      return queue;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void releaseQueue(MemorySegment queue) {
    release(RELEASE_QUEUE, queue);
  }

  static void finish(MemorySegment queue) {
    try {
      check("clFinish", (int) FINISH.invokeExact(queue));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A buffer; {@code host} is NULL or native memory, as the flags say. */
  static MemorySegment createBuffer(
      MemorySegment context, long flags, long bytes, MemorySegment host) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(JAVA_INT);
      var buffer = (MemorySegment) CREATE_BUFFER.invokeExact(context, flags, bytes, host, error);
      check("clCreateBuffer of " + bytes + " bytes", error.get(JAVA_INT, 0));
      return buffer;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void releaseBuffer(MemorySegment buffer) {
    release(RELEASE_BUFFER, buffer);
  }

  /** Reads the whole of native {@code to}, and waits. */
  static void read(MemorySegment queue, MemorySegment buffer, MemorySegment to) {
    try {
      check(
          "clEnqueueReadBuffer",
          (int)
              READ_BUFFER.invokeExact(
                  queue, buffer, BLOCKING, 0L, to.byteSize(), to, 0, NULL, NULL));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Reads rows that lie in the buffer as they lie in {@code to}, without the gaps, and waits. */
  static void readRows(
      MemorySegment queue,
      MemorySegment buffer,
      long rowBytes,
      long rows,
      long stepBytes,
      MemorySegment to) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment origin = arena.allocateFrom(JAVA_LONG, 0, 0, 0);
      MemorySegment region = arena.allocateFrom(JAVA_LONG, rowBytes, rows, 1);
      check(
          "clEnqueueReadBufferRect",
          (int)
              READ_RECT.invokeExact(
                  queue, buffer, BLOCKING, origin, origin, region, stepBytes, 0L, stepBytes, 0L, to,
                  0, NULL, NULL));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void fillZeros(MemorySegment queue, MemorySegment buffer, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      check(
          "clEnqueueFillBuffer",
          (int)
              FILL_BUFFER.invokeExact(
                  queue, buffer, arena.allocate(JAVA_BYTE), 1L, 0L, bytes, 0, NULL, NULL));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Makes what kernels wrote visible in the memory that the buffer was made of, and waits. */
  static void publish(MemorySegment queue, MemorySegment buffer, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(JAVA_INT);
      var mapped =
          (MemorySegment)
              MAP_BUFFER.invokeExact(
                  queue, buffer, BLOCKING, MAP_READ, 0L, bytes, 0, NULL, NULL, error);
      check("clEnqueueMapBuffer", error.get(JAVA_INT, 0));
      check(
          "clEnqueueUnmapMemObject",
          (int) UNMAP_BUFFER.invokeExact(queue, buffer, mapped, 0, NULL, NULL));
    } catch (Throwable e) {
      throw unexpected(e);
    }
    finish(queue);
  }

  /**
   * Sets an argument; {@code value} NULL: local memory of {@code bytes}. Returns the error code.
   */
  static int setArgument(MemorySegment kernel, int index, long bytes, MemorySegment value) {
    try {
      return (int) SET_ARGUMENT.invokeExact(kernel, index, bytes, value);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Puts a launch into the queue.
   *
   * @param local empty where the device chooses
   * @param event receives the launch's event; NULL: none
   */
  static void launch(
      MemorySegment queue, MemorySegment kernel, long[] global, long[] local, MemorySegment event) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment groups = local.length == 0 ? NULL : arena.allocateFrom(JAVA_LONG, local);
      check(
          "clEnqueueNDRangeKernel",
          (int)
              LAUNCH.invokeExact(
                  queue,
                  kernel,
                  global.length,
                  NULL,
                  arena.allocateFrom(JAVA_LONG, global),
                  groups,
                  0,
                  NULL,
                  event));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Nanoseconds that a launch took which has ended; 0 where the device does not tell. */
  static long takeDuration(MemorySegment event) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment start = arena.allocate(JAVA_LONG);
      MemorySegment end = arena.allocate(JAVA_LONG);
      int code = (int) PROFILING.invokeExact(event, EVENT_START, 8L, start, NULL);
      code |= (int) PROFILING.invokeExact(event, EVENT_END, 8L, end, NULL);
      release(RELEASE_EVENT, event);
      return code != 0 ? 0 : Math.max(0, end.get(JAVA_LONG, 0) - start.get(JAVA_LONG, 0));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A text, as a C string; empty where the driver has none. */
  static String text(String function, Query info) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actual = arena.allocate(JAVA_LONG);
      check(function, info.get(0, NULL, actual));
      long bytes = Math.min(actual.get(JAVA_LONG, 0), MAX_INFO_BYTES);
      if (bytes <= 0) {
        return "";
      }
      MemorySegment value = arena.allocate(bytes + 1);
      check(function, info.get(bytes, value, NULL));
      return value.getString(0).strip();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A number of 32 or 64 bits. */
  static long number(String function, Query info) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_LONG);
      MemorySegment actual = arena.allocate(JAVA_LONG);
      check(function, info.get(8, value, actual));
      return actual.get(JAVA_LONG, 0) == Integer.BYTES
          ? Integer.toUnsignedLong(value.get(JAVA_INT, 0))
          : value.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static MethodHandle handle(String name, ValueLayout result, ValueLayout... arguments) {
    return LINKER.downcallHandle(
        LOOKUP.findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }

  static void check(String function, int code) {
    if (code != 0) {
      throw OpenclErrors.failed(function, code);
    }
  }

  /** What cannot be released is not worth an error: nothing could be done about it. */
  static void release(MethodHandle function, MemorySegment object) {
    try {
      var _ = (int) function.invokeExact(object);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A handle of the right type throws only what the JVM itself throws. */
  static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException exception ? exception : new IllegalStateException(e);
  }

  private static MemorySegment[] list(
      String function, int code, MemorySegment ids, MemorySegment count) {
    check(function, code);
    var found = new MemorySegment[Math.clamp(count.get(JAVA_INT, 0), 0, MAX_OBJECTS)];
    for (int i = 0; i < found.length; i++) {
      found[i] = ids.getAtIndex(ADDRESS, i);
    }
    return found;
  }
}
