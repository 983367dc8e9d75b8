package dev.vaccel.backend.image;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.Layout;
import dev.vaccel.model.Quantization;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Turns scaled pixels into the tensor that a model wants, one picture after the other. A pixel has
 * 256 values, so each channel is a table. The tensor's memory grows to the largest batch and is
 * reused by the next one. One thread at a time.
 */
final class TensorWriter {
  private static final ValueLayout.OfShort BITS16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt BITS32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong BITS64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int VALUES = 256;

  private final InputPlan plan;
  private final int channels;
  private final long[][] table;
  private final long pictureBytes;
  private MemorySegment memory = MemorySegment.ofArray(new byte[0]);
  // The part of it that is being written.
  private MemorySegment out = memory;

  TensorWriter(InputPlan plan) {
    this.plan = plan;
    this.channels = plan.input().colorOrder().channels();
    this.table = new long[channels][VALUES];
    for (int c = 0; c < channels; c++) {
      for (int pixel = 0; pixel < VALUES; pixel++) {
        float value = (pixel - plan.input().meanOf(c)) * plan.input().scaleOf(c);
        table[c][pixel] = bits(plan.elementType(), quantised(value));
      }
    }
    this.pictureBytes = (long) channels * plan.height() * plan.width() * plan.elementType().bytes();
  }

  /** Memory of one picture's tensor. */
  long pictureBytes() {
    return pictureBytes;
  }

  /** The tensor of {@code count} pictures from {@code first}, valid until the next write. */
  Tensor tensor(int first, int count) {
    Shape shape =
        plan.layout() == Layout.NCHW
            ? Shape.of(count, channels, plan.height(), plan.width())
            : Shape.of(count, plan.height(), plan.width(), channels);
    MemorySegment data = memory.asSlice(first * pictureBytes, count * pictureBytes);
    return new Tensor(plan.elementType(), shape, data);
  }

  /** Makes one more place the batch's, keeping what is before it. */
  private void reserve(int index) {
    long needed = (index + 1) * pictureBytes;
    if (memory.byteSize() < needed) {
      // By half at a time. Native, so that the framework takes it as it is; freed by the collector.
      long size = index == 0 ? needed : Math.max(needed, (index + index / 2 + 1) * pictureBytes);
      MemorySegment larger = Arena.ofAuto().allocate(size, 64);
      MemorySegment.copy(memory, 0, larger, 0, index * pictureBytes);
      memory = larger;
    }
    out = memory.asSlice(index * pictureBytes, pictureBytes);
  }

  /** Writes place {@code index}, at most one behind those that were written. */
  void write(Pixels pixels, int index) {
    reserve(index);
    int count = plan.width() * plan.height();
    boolean planes = plan.layout() == Layout.NCHW;
    for (int c = 0; c < channels; c++) {
      int from = sourceChannel(pixels, c);
      int to = planes ? c * count : c;
      int step = planes ? 1 : channels;
      if (from < 0) {
        writeLuma(pixels, table[c], to, step);
      } else {
        writeChannel(pixels, from, table[c], to, step);
      }
    }
  }

  /** Which stored channel becomes channel {@code c}; -1: all three, as luma. */
  private int sourceChannel(Pixels pixels, int c) {
    if (pixels.channels == 1) {
      return 0;
    }
    return switch (plan.input().colorOrder()) {
      case GRAY -> -1;
      case RGB -> pixels.bgr ? 2 - c : c;
      case BGR -> pixels.bgr ? c : 2 - c;
    };
  }

  private void writeChannel(Pixels pixels, int from, long[] values, int to, int step) {
    byte[] data = pixels.data;
    MemorySegment out = this.out;
    int stride = pixels.channels;
    int end = pixels.width * pixels.height;
    switch (plan.elementType().bytes()) {
      case 1 -> {
        for (int i = 0; i < end; i++) {
          byte value = (byte) values[data[i * stride + from] & 0xFF];
          out.set(ValueLayout.JAVA_BYTE, to + (long) i * step, value);
        }
      }
      case 2 -> {
        for (int i = 0; i < end; i++) {
          short value = (short) values[data[i * stride + from] & 0xFF];
          out.setAtIndex(BITS16, to + (long) i * step, value);
        }
      }
      case 4 -> {
        for (int i = 0; i < end; i++) {
          int value = (int) values[data[i * stride + from] & 0xFF];
          out.setAtIndex(BITS32, to + (long) i * step, value);
        }
      }
      default -> {
        for (int i = 0; i < end; i++) {
          out.setAtIndex(BITS64, to + (long) i * step, values[data[i * stride + from] & 0xFF]);
        }
      }
    }
  }

  /** ITU-R BT.601 in 16-bit fractions, with Pillow's weights and rounding. */
  private void writeLuma(Pixels pixels, long[] values, int to, int step) {
    byte[] data = pixels.data;
    int red = pixels.bgr ? 2 : 0;
    byte[] luma = new byte[pixels.width * pixels.height];
    for (int i = 0; i < luma.length; i++) {
      int r = data[3 * i + red] & 0xFF;
      int g = data[3 * i + 1] & 0xFF;
      int b = data[3 * i + 2 - red] & 0xFF;
      luma[i] = (byte) ((r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16);
    }
    writeChannel(new Pixels(pixels.width, pixels.height, 1, false, luma), 0, values, to, step);
  }

  /** The number that is stored for a real one. */
  private float quantised(float value) {
    Quantization quantization = plan.input().quantization();
    return quantization == null || plan.elementType().bytes() > 1
        ? value
        : value / quantization.scale() + quantization.zeroPoint();
  }

  private static long bits(ElementType type, float value) {
    return switch (type) {
      case F16 -> Float.floatToFloat16(value);
      case BF16 -> bfloat16(value);
      case F32 -> Float.floatToRawIntBits(value);
      case F64 -> Double.doubleToRawLongBits(value);
      case U8 -> Math.clamp(Math.round(value), 0, 255);
      case I8 -> Math.clamp(Math.round(value), -128, 127);
      case I16, U16, I32, U32, I64, U64, BOOL, STRING ->
          throw new IllegalArgumentException(type.lowerName());
    };
  }

  /** To nearest, ties to even. */
  private static int bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16;
  }
}
