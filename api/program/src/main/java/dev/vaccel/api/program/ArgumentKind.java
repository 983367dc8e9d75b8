package dev.vaccel.api.program;

import dev.vaccel.api.WireEnum;

/** What an argument of a kernel is. */
public enum ArgumentKind implements WireEnum {
  /** A value: scalar, vector or structure, by its bytes. */
  VALUE(1),
  /** Memory that a work-group shares, of a size, with no content. */
  LOCAL(2),
  /** A buffer that the kernel reads. */
  BUFFER_IN(3),
  /** A buffer that the kernel writes; starts as zeros. */
  BUFFER_OUT(4),
  /** A buffer that the kernel reads and writes. */
  BUFFER_INOUT(5);

  private final int number;

  ArgumentKind(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
