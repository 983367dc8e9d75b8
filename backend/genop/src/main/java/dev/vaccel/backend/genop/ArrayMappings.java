package dev.vaccel.backend.genop;

import static dev.vaccel.api.exec.ArgumentType.FLOAT32_ARRAY;
import static dev.vaccel.api.exec.ArgumentType.FLOAT64;
import static dev.vaccel.api.exec.ArgumentType.FLOAT64_ARRAY;
import static dev.vaccel.api.exec.ArgumentType.INT32;
import static dev.vaccel.api.exec.ArgumentType.INT32_ARRAY;

import dev.vaccel.api.array.ArrayApi;
import dev.vaccel.api.array.MinMax;
import dev.vaccel.api.spi.SessionContext;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * Upstream's operations on arrays. Upstream takes any types for them and trusts their sizes; here
 * both are checked.
 */
final class ArrayMappings {
  private static final ValueLayout.OfDouble FLOAT64_VALUE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private ArrayMappings() {}

  static void addTo(Map<Integer, MappedOperation> mapped) {
    mapped.put(
        18,
        new MappedOperation(
            "FPGA_ARRAYCOPY",
            List.of(INT32_ARRAY),
            List.of(INT32_ARRAY),
            false,
            ArrayMappings::copy));
    mapped.put(
        19,
        new MappedOperation(
            "FPGA_MMULT",
            List.of(FLOAT32_ARRAY, FLOAT32_ARRAY),
            List.of(FLOAT32_ARRAY),
            false,
            ArrayMappings::multiply));
    mapped.put(
        20,
        new MappedOperation(
            "FPGA_PARALLEL",
            List.of(FLOAT32_ARRAY, FLOAT32_ARRAY),
            List.of(FLOAT32_ARRAY, FLOAT32_ARRAY),
            false,
            ArrayMappings::parallel));
    mapped.put(
        21,
        new MappedOperation(
            "FPGA_VECTORADD",
            List.of(FLOAT32_ARRAY, FLOAT32_ARRAY),
            List.of(FLOAT32_ARRAY),
            false,
            ArrayMappings::add));
    mapped.put(
        22,
        new MappedOperation(
            "MINMAX",
            List.of(FLOAT64_ARRAY, INT32, INT32, INT32),
            List.of(FLOAT64_ARRAY, FLOAT64, FLOAT64),
            false,
            ArrayMappings::minmax));
  }

  private static List<MemorySegment> copy(SessionContext context, GenopArguments a) {
    MemorySegment input = a.elements(0);
    MemorySegment output = a.sameSize(0, input.byteSize());
    context.api(ArrayApi.class).copy((int) (input.byteSize() / Integer.BYTES), input, output);
    return List.of(output);
  }

  private static List<MemorySegment> multiply(SessionContext context, GenopArguments a) {
    MemorySegment left = a.elements(0);
    MemorySegment right = a.sizedElements(1, left.byteSize());
    long count = left.byteSize() / Float.BYTES;
    long n = Math.round(Math.sqrt((double) count));
    if (n * n != count) {
      throw GenopErrors.invalid("FPGA_MMULT: " + count + " elements are no square matrix");
    }
    MemorySegment product = a.sameSize(0, left.byteSize());
    context.api(ArrayApi.class).multiply((int) n, left, right, product);
    return List.of(product);
  }

  private static List<MemorySegment> parallel(SessionContext context, GenopArguments a) {
    MemorySegment left = a.elements(0);
    MemorySegment right = a.sizedElements(1, left.byteSize());
    MemorySegment sum = a.sameSize(0, left.byteSize());
    MemorySegment product = a.sameSize(1, left.byteSize());
    int count = (int) (left.byteSize() / Float.BYTES);
    context.api(ArrayApi.class).parallel(count, left, right, sum, product);
    return List.of(sum, product);
  }

  private static List<MemorySegment> add(SessionContext context, GenopArguments a) {
    MemorySegment left = a.elements(0);
    MemorySegment right = a.sizedElements(1, left.byteSize());
    MemorySegment sum = a.sameSize(0, left.byteSize());
    int count = (int) (left.byteSize() / Float.BYTES);
    context.api(ArrayApi.class).vectorAdd(count, left, right, sum);
    return List.of(sum);
  }

  private static List<MemorySegment> minmax(SessionContext context, GenopArguments a) {
    MemorySegment input = a.elements(0);
    int count = a.int32(1);
    if (count < 0 || (long) count * Double.BYTES != input.byteSize()) {
      throw GenopErrors.invalid(
          "MINMAX, read argument 1: "
              + count
              + ", expected the "
              + input.byteSize() / Double.BYTES
              + " elements of argument 0");
    }
    MemorySegment output = a.sameSize(0, input.byteSize());
    MinMax found = context.api(ArrayApi.class).minmax(count, a.int32(2), a.int32(3), input, output);
    return List.of(output, float64(found.min()), float64(found.max()));
  }

  private static MemorySegment float64(double value) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[Double.BYTES]);
    bytes.set(FLOAT64_VALUE, 0, value);
    return bytes;
  }
}
