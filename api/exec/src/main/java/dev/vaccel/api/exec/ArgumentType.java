package dev.vaccel.api.exec;

import dev.vaccel.api.WireEnum;

/**
 * Types of arguments with upstream's numbers. Source: {@code vaccel_arg_type_t} in vaccel/arg.h of
 * upstream 0.8.
 */
public enum ArgumentType implements WireEnum {
  /** Any bytes. */
  RAW(0, 0),
  /** An {@code int8_t}. */
  INT8(1, 1),
  /** One {@code int8_t} or more. */
  INT8_ARRAY(2, 1),
  /** An {@code int16_t}. */
  INT16(3, 2),
  /** One {@code int16_t} or more. */
  INT16_ARRAY(4, 2),
  /** An {@code int32_t}. */
  INT32(5, 4),
  /** One {@code int32_t} or more. */
  INT32_ARRAY(6, 4),
  /** An {@code int64_t}. */
  INT64(7, 8),
  /** One {@code int64_t} or more. */
  INT64_ARRAY(8, 8),
  /** A {@code uint8_t}. */
  UINT8(9, 1),
  /** One {@code uint8_t} or more. */
  UINT8_ARRAY(10, 1),
  /** A {@code uint16_t}. */
  UINT16(11, 2),
  /** One {@code uint16_t} or more. */
  UINT16_ARRAY(12, 2),
  /** A {@code uint32_t}. */
  UINT32(13, 4),
  /** One {@code uint32_t} or more. */
  UINT32_ARRAY(14, 4),
  /** A {@code uint64_t}. */
  UINT64(15, 8),
  /** One {@code uint64_t} or more. */
  UINT64_ARRAY(16, 8),
  /** A {@code float}. */
  FLOAT32(17, 4),
  /** One {@code float} or more. */
  FLOAT32_ARRAY(18, 4),
  /** A {@code double}. */
  FLOAT64(19, 8),
  /** One {@code double} or more. */
  FLOAT64_ARRAY(20, 8),
  /** A {@code bool}: one byte, 0 or 1. */
  BOOL(21, 1),
  /** One {@code bool} or more. */
  BOOL_ARRAY(22, 1),
  /** A {@code char}. */
  CHAR(23, 1),
  /** One {@code char} or more. */
  CHAR_ARRAY(24, 1),
  /** A {@code unsigned char}. */
  UCHAR(25, 1),
  /** One {@code unsigned char} or more. */
  UCHAR_ARRAY(26, 1),
  /** Text whose last byte is NUL. */
  STRING(27, 0),
  /** At least one byte. */
  BUFFER(28, 0),
  /** A type of the caller's own, which has a number. */
  CUSTOM(29, 0);

  private final int number;
  private final int elementBytes;

  ArgumentType(int number, int elementBytes) {
    this.number = number;
    this.elementBytes = elementBytes;
  }

  @Override
  public int number() {
    return number;
  }

  /** Bytes of a number or of one element; 0 for types of any length. */
  public int elementBytes() {
    return elementBytes;
  }

  /** Whether it holds elements, of which there may be several. */
  public boolean isArray() {
    return name().endsWith("_ARRAY");
  }
}
