package dev.vaccel.api;

/** C type of an argument or result of {@link ExecApi#call}. */
public enum ExecKind implements WireEnum {
  /** No result. */
  VOID(0),
  /** {@code int32_t}. */
  I32(1),
  /** {@code int64_t}. */
  I64(2),
  /** {@code float}. */
  F32(3),
  /** {@code double}. */
  F64(4),
  /** Pointer to bytes that the function reads. */
  BUFFER_IN(5),
  /** Pointer to bytes that the function writes; starts as zeros. */
  BUFFER_OUT(6),
  /** Pointer to bytes that the function reads and writes. */
  BUFFER_INOUT(7);

  private final int number;

  ExecKind(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
