package dev.vaccel.backend.image;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.model.Quantization;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The real numbers of a model's output. What a model answers is trusted in nothing. */
final class Values {
  /** 256 MiB as floats: larger than the outputs of any model for pictures that is known. */
  private static final long MAX_ELEMENTS = 64 << 20;

  private static final ValueLayout.OfShort BITS16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt BITS32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong BITS64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Of the output. */
  final String name;

  final Shape shape;

  /** Row-major. */
  final float[] numbers;

  private Values(String name, Shape shape, float[] numbers) {
    this.name = name;
    this.shape = shape;
    this.numbers = numbers;
  }

  /**
   * Copies an output.
   *
   * @param quantization of whole numbers; null: they count as they are
   */
  static Values of(String name, Tensor tensor, @Nullable Quantization quantization) {
    long count = tensor.shape().elementCount();
    if (count > MAX_ELEMENTS) {
      throw new BackendException(
          ErrorCode.MODEL_INVALID,
          "output '" + name + "' has " + count + " numbers: at most " + MAX_ELEMENTS + " are read");
    }
    float[] numbers = read(name, tensor, (int) count);
    if (quantization != null && tensor.elementType().bytes() < Integer.BYTES && !isFloat(tensor)) {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (numbers[i] - quantization.zeroPoint()) * quantization.scale();
      }
    }
    return new Values(name, tensor.shape(), numbers);
  }

  /** Extent of a dimension. Fits an int: the element count does, and none is 0 where it matters. */
  int dim(int index) {
    return (int) Math.min(shape.dim(index), Integer.MAX_VALUE);
  }

  int rank() {
    return shape.rank();
  }

  /** An error that says what shape was found. */
  BackendException unfit(String expected) {
    return new BackendException(
        ErrorCode.MODEL_INVALID,
        "output '" + name + "' has shape " + shape + ": expected " + expected);
  }

  /** Requires something of the shape; there is at least one number. */
  void require(boolean holds, String expected) {
    if (!holds || numbers.length == 0) {
      throw unfit(expected);
    }
  }

  /** An error about one number. */
  BackendException wrong(int index, String expected) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED,
        "output '"
            + name
            + "' has "
            + numbers[index]
            + " at "
            + index
            + ": expected "
            + expected
            + "; the bundle's input or decoding does not fit the model");
  }

  private static boolean isFloat(Tensor tensor) {
    return switch (tensor.elementType()) {
      case F16, BF16, F32, F64 -> true;
      case I8, U8, I16, U16, I32, U32, I64, U64, BOOL, STRING -> false;
    };
  }

  private static float[] read(String name, Tensor tensor, int count) {
    MemorySegment data = tensor.data();
    float[] to = new float[count];
    switch (tensor.elementType()) {
      case F16 -> {
        for (int i = 0; i < count; i++) {
          to[i] = Float.float16ToFloat(data.get(BITS16, 2L * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          to[i] = Float.intBitsToFloat(data.get(BITS16, 2L * i) << 16);
        }
      }
      case F32 -> MemorySegment.copy(data, F32, 0, to, 0, count);
      case F64 -> {
        for (int i = 0; i < count; i++) {
          to[i] = (float) Double.longBitsToDouble(data.get(BITS64, 8L * i));
        }
      }
      case I8 -> {
        for (int i = 0; i < count; i++) {
          to[i] = data.get(ValueLayout.JAVA_BYTE, i);
        }
      }
      case U8, BOOL -> {
        for (int i = 0; i < count; i++) {
          to[i] = data.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
        }
      }
      case I16 -> {
        for (int i = 0; i < count; i++) {
          to[i] = data.get(BITS16, 2L * i);
        }
      }
      case U16 -> {
        for (int i = 0; i < count; i++) {
          to[i] = data.get(BITS16, 2L * i) & 0xFFFF;
        }
      }
      case I32 -> {
        for (int i = 0; i < count; i++) {
          to[i] = data.get(BITS32, 4L * i);
        }
      }
      case I64 -> {
        for (int i = 0; i < count; i++) {
          to[i] = data.get(BITS64, 8L * i);
        }
      }
      case U32, U64, STRING ->
          throw new UnsupportedException(
              ErrorCode.UNSUPPORTED_TYPE,
              "output '" + name + "' is " + tensor.elementType().lowerName() + ": use tensor");
    }
    return to;
  }
}
