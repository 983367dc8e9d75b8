package dev.vaccel.backend.opencl;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.vaccel.api.Transpose;
import dev.vaccel.api.array.ArrayApi;
import dev.vaccel.api.array.MinMax;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Operations on arrays by the kernels of array.cl and minmax.cl. One call at a time. */
final class ArrayOperations implements ArrayApi {
  private static final int GROUP = 64;

  /** Work-items that each look at a part of the array: enough for any device to be busy. */
  private static final int PARTS = 1024;

  private final DeviceSession session;
  private final boolean inPlace;
  private final Gemm gemm;

  ArrayOperations(DeviceSession session, boolean inPlace) {
    this.session = session;
    this.inPlace = inPlace;
    this.gemm = new Gemm(session, false);
  }

  @Override
  public void copy(int count, MemorySegment input, MemorySegment output) {
    checkCount("copy", "count", count);
    MemorySegment from = HostMemory.part("copy", "input", input, count, 4);
    MemorySegment to = HostMemory.writable("copy", "output", output, count, 4);
    if (count == 0) {
      return;
    }
    try (CallMemory call = new CallMemory(session, "copy", inPlace)) {
      CallMemory.Result result = call.out(to, 4, false);
      launch("copy", count, count, call.in(from, 4), result.buffer());
      call.finish(result);
    }
  }

  @Override
  public void vectorAdd(int count, MemorySegment a, MemorySegment b, MemorySegment c) {
    checkCount("vectorAdd", "count", count);
    MemorySegment hostA = HostMemory.part("vectorAdd", "a", a, count, 4);
    MemorySegment hostB = HostMemory.part("vectorAdd", "b", b, count, 4);
    MemorySegment hostC = HostMemory.writable("vectorAdd", "c", c, count, 4);
    if (count == 0) {
      return;
    }
    try (CallMemory call = new CallMemory(session, "vectorAdd", inPlace)) {
      CallMemory.Result result = call.out(hostC, 4, false);
      launch("add", count, count, call.in(hostA, 4), call.in(hostB, 4), result.buffer());
      call.finish(result);
    }
  }

  @Override
  public void parallel(
      int count, MemorySegment a, MemorySegment b, MemorySegment sum, MemorySegment product) {
    checkCount("parallel", "count", count);
    MemorySegment hostA = HostMemory.part("parallel", "a", a, count, 4);
    MemorySegment hostB = HostMemory.part("parallel", "b", b, count, 4);
    MemorySegment hostSum = HostMemory.writable("parallel", "sum", sum, count, 4);
    MemorySegment hostProduct = HostMemory.writable("parallel", "product", product, count, 4);
    if (count == 0) {
      return;
    }
    try (CallMemory call = new CallMemory(session, "parallel", inPlace)) {
      CallMemory.Result sums = call.out(hostSum, 4, false);
      CallMemory.Result products = call.out(hostProduct, 4, false);
      launch(
          "parallel",
          count,
          count,
          call.in(hostA, 4),
          call.in(hostB, 4),
          sums.buffer(),
          products.buffer());
      call.finish(sums);
      call.finish(products);
    }
  }

  @Override
  public void multiply(int n, MemorySegment a, MemorySegment b, MemorySegment c) {
    checkCount("multiply", "n", n);
    int leading = Math.max(1, n);
    GemmShape shape =
        GemmShape.of(
            "multiply",
            Transpose.NONE,
            Transpose.NONE,
            n,
            n,
            n,
            leading,
            leading,
            leading,
            Float.BYTES);
    gemm.multiply("multiply", shape, 1, a, b, 0, c, inPlace);
  }

  @Override
  public MinMax minmax(
      int count, double low, double high, MemorySegment input, MemorySegment output) {
    checkCount("minmax", "count", count);
    if (!(low <= high)) {
      throw OpenclErrors.argument(
          "minmax: low=" + low + ", high=" + high + ": expected low <= high, neither NaN");
    }
    MemorySegment from = HostMemory.part("minmax", "input", input, count, 8);
    MemorySegment to = HostMemory.writable("minmax", "output", output, count, 8);
    if (!session.device().doubles()) {
      throw OpenclErrors.noDoubles("minmax", session.device());
    }
    if (count == 0) {
      return new MinMax(Double.NaN, Double.NaN);
    }
    int parts = Math.min(PARTS, count / GROUP + 1);
    try (CallMemory call = new CallMemory(session, "minmax", inPlace);
        Arena arena = Arena.ofConfined()) {
      DeviceBuffer found = session.scratch(call, "found", 2L * Double.BYTES * parts);
      CallMemory.Result result = call.out(to, 8, false);
      session.launch(
          session.kernel("minmax.cl", "", "minmax"),
          new long[] {parts},
          new long[] {1},
          count,
          low,
          high,
          call.in(from, 8),
          result.buffer(),
          found);
      call.finish(result);
      MemorySegment values = arena.allocate(JAVA_DOUBLE, 2L * parts);
      OpenclBindings.read(session.queue(), found.handle(), values);
      return overall(values, parts);
    }
  }

  private static MinMax overall(MemorySegment values, int parts) {
    double min = Double.NaN;
    double max = Double.NaN;
    for (int i = 0; i < parts; i++) {
      double smallest = values.getAtIndex(JAVA_DOUBLE, 2L * i);
      double greatest = values.getAtIndex(JAVA_DOUBLE, 2L * i + 1);
      // A part of nothing but NaN says NaN, to which no comparison is true.
      min = smallest >= min ? min : Double.isNaN(smallest) ? min : smallest;
      max = greatest <= max ? max : Double.isNaN(greatest) ? max : greatest;
    }
    return new MinMax(min, max);
  }

  private void launch(String kernel, int count, Object... arguments) {
    session.launch(
        session.kernel("array.cl", "", kernel),
        new long[] {(count + GROUP - 1L) / GROUP * GROUP},
        new long[] {GROUP},
        arguments);
  }

  private static void checkCount(String operation, String name, int count) {
    if (count < 0) {
      throw OpenclErrors.argument(operation + ": " + name + "=" + count + ": expected 0 or more");
    }
  }
}
