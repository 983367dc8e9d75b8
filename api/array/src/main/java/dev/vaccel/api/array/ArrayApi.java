package dev.vaccel.api.array;

import dev.vaccel.api.AcceleratorApi;
import dev.vaccel.api.In;
import dev.vaccel.api.Operation;
import dev.vaccel.api.Out;
import java.lang.foreign.MemorySegment;

/**
 * Simple operations on arrays, those which vAccel once ran on FPGAs, described. Elements lie one
 * after the other, little-endian, with no alignment asked for; a count of 0 is legal. An output
 * that overlaps an input has no certain content.
 */
@AcceleratorApi(id = 7, name = "array")
public interface ArrayApi {
  /**
   * Copies integers (upstream's FPGA_ARRAYCOPY).
   *
   * @param count elements, at least 0
   * @param input i32
   * @param output i32
   */
  @Operation(code = 1, idempotent = true, inPlace = true, cost = "count")
  void copy(
      int count, @In("4 * count") MemorySegment input, @Out("4 * count") MemorySegment output);

  /**
   * c = a + b, element by element (upstream's FPGA_VECTORADD).
   *
   * @param count elements, at least 0
   * @param a f32
   * @param b f32
   * @param c f32
   */
  @Operation(code = 2, idempotent = true, inPlace = true, cost = "count")
  void vectorAdd(
      int count,
      @In("4 * count") MemorySegment a,
      @In("4 * count") MemorySegment b,
      @Out("4 * count") MemorySegment c);

  /**
   * a + b and a * b, element by element, in one pass (upstream's FPGA_PARALLEL).
   *
   * @param count elements, at least 0
   * @param a f32
   * @param b f32
   * @param sum f32
   * @param product f32
   */
  @Operation(code = 3, idempotent = true, inPlace = true, cost = "2 * count")
  void parallel(
      int count,
      @In("4 * count") MemorySegment a,
      @In("4 * count") MemorySegment b,
      @Out("4 * count") MemorySegment sum,
      @Out("4 * count") MemorySegment product);

  /**
   * C = A * B, square matrices (upstream's FPGA_MMULT).
   *
   * @param n rows and columns of each, at least 0
   * @param a f32, n by n, row-major
   * @param b f32, n by n, row-major
   * @param c f32, n by n, row-major
   */
  @Operation(code = 4, idempotent = true, inPlace = true, cost = "n * n * n")
  void multiply(
      int n,
      @In("4 * n * n") MemorySegment a,
      @In("4 * n * n") MemorySegment b,
      @Out("4 * n * n") MemorySegment c);

  /**
   * Limits each element to a range, and finds the smallest and the greatest of what comes out
   * (upstream's MINMAX). Upstream says "threshold" and nothing more, its implementation was never
   * published: here what is below {@code low} becomes {@code low}, what is above {@code high}
   * becomes {@code high}. NaN stays NaN and counts for neither.
   *
   * @param count elements, at least 0
   * @param low lowest value that stays; not NaN
   * @param high highest value that stays; not NaN, not below {@code low}
   * @param input f64
   * @param output f64, the limited elements
   */
  @Operation(code = 5, idempotent = true, inPlace = true, cost = "2 * count")
  MinMax minmax(
      int count,
      double low,
      double high,
      @In("8 * count") MemorySegment input,
      @Out("8 * count") MemorySegment output);
}
