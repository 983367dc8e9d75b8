package dev.vaccel.api;

import java.util.Arrays;

/**
 * Extent of a tensor in each dimension, outermost first. Immutable. A dimension may be 0 (an empty
 * tensor); in descriptions of models -1 stands for "decided by the call".
 */
public final class Shape {
  /** Highest number of dimensions that travels on the wire. */
  public static final int MAX_RANK = 16;

  private final long[] dims;

  private Shape(long[] dims) {
    this.dims = dims;
  }

  /**
   * A shape with these extents; none at all is a scalar.
   *
   * @throws InvalidArgumentException for a dimension below -1 or more than {@link #MAX_RANK}
   */
  public static Shape of(long... dims) {
    if (dims.length > MAX_RANK) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "shape of " + dims.length + " dimensions: at most " + MAX_RANK + " are supported");
    }
    for (long dim : dims) {
      if (dim < -1) {
        throw new InvalidArgumentException(
            ErrorCode.INVALID_ARGUMENT,
            "shape " + Arrays.toString(dims) + ": dimension " + dim + " is negative");
      }
    }
    return new Shape(dims.clone());
  }

  /** Number of dimensions. */
  public int rank() {
    return dims.length;
  }

  /** Extent of dimension {@code index}, counted from the outermost. */
  public long dim(int index) {
    return dims[index];
  }

  /** The extents, as a copy. */
  public long[] dims() {
    return dims.clone();
  }

  /** Whether no dimension is -1. */
  public boolean isKnown() {
    for (long dim : dims) {
      if (dim < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Number of elements.
   *
   * @throws InvalidArgumentException if a dimension is -1 or the product exceeds 2^63-1
   */
  public long elementCount() {
    long count = 1;
    for (long dim : dims) {
      if (dim < 0) {
        throw new InvalidArgumentException(
            ErrorCode.SIZE_MISMATCH, "shape " + this + " has a dimension that is not known");
      }
      if (dim != 0 && count > Long.MAX_VALUE / dim) {
        throw new InvalidArgumentException(
            ErrorCode.SIZE_MISMATCH, "shape " + this + " has more than 2^63-1 elements");
      }
      count *= dim;
    }
    return count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  @Override
  public String toString() {
    return Arrays.toString(dims).replace(" ", "");
  }
}
