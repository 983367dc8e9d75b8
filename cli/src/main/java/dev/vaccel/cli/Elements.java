package dev.vaccel.cli;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Single elements of tensors, for people and for JSON. */
final class Elements {
  private static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Elements() {}

  /** The first {@code limit} elements as Float, Double, Long, Boolean, String or (u64) text. */
  static List<Object> first(Tensor tensor, long limit) {
    long count = Math.min(limit, tensor.shape().elementCount());
    if (tensor.elementType() == ElementType.STRING) {
      return new ArrayList<>(tensor.strings().subList(0, (int) count));
    }
    List<Object> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      values.add(at(tensor.elementType(), tensor.data(), i));
    }
    return values;
  }

  private static Object at(ElementType type, MemorySegment data, long i) {
    return switch (type) {
      case F16 -> Float.float16ToFloat(data.get(I16, 2 * i));
      case BF16 -> Float.intBitsToFloat(data.get(I16, 2 * i) << 16);
      case F32 -> Float.intBitsToFloat(data.get(I32, 4 * i));
      case F64 -> Double.longBitsToDouble(data.get(I64, 8 * i));
      case I8 -> (long) data.get(ValueLayout.JAVA_BYTE, i);
      case U8 -> data.get(ValueLayout.JAVA_BYTE, i) & 0xffL;
      case I16 -> (long) data.get(I16, 2 * i);
      case U16 -> data.get(I16, 2 * i) & 0xffffL;
      case I32 -> (long) data.get(I32, 4 * i);
      case U32 -> Integer.toUnsignedLong(data.get(I32, 4 * i));
      case I64 -> data.get(I64, 8 * i);
      case U64 -> new java.math.BigInteger(Long.toUnsignedString(data.get(I64, 8 * i)));
      case BOOL -> data.get(ValueLayout.JAVA_BYTE, i) != 0;
      case STRING -> throw new IllegalArgumentException("strings differ in length");
    };
  }

  /** The first elements in one line: {@code 0.12 0.7 ... (1000 in all)}. */
  static String preview(Tensor tensor, int limit) {
    StringBuilder line = new StringBuilder();
    for (Object value : first(tensor, limit)) {
      line.append(line.isEmpty() ? "" : " ").append(shortText(value));
    }
    long count = tensor.shape().elementCount();
    if (count > limit) {
      line.append(" ... (").append(count).append(" in all)");
    }
    return line.toString();
  }

  private static String shortText(Object value) {
    return switch (value) {
      case Float number -> String.format(Locale.ROOT, "%.5g", number);
      case Double number -> String.format(Locale.ROOT, "%.5g", number);
      case String text -> '"' + text + '"';
      default -> value.toString();
    };
  }
}
