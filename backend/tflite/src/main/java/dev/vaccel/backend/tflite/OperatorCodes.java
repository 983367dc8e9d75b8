package dev.vaccel.backend.tflite;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The operations that a model says it uses: the table {@code operator_codes} of the FlatBuffer.
 * Source: schema.fbs, version 3; fields by their number: Model { 1 operator_codes }, OperatorCode {
 * 0 deprecated_builtin_code: byte, 1 custom_code: string, 3 builtin_code: int }.
 *
 * @param custom names of operations that are not built in
 * @param variables whether there are variables, which outlast a run
 */
record OperatorCodes(List<String> custom, boolean variables) {
  private static final int VAR_HANDLE = 142;
  private static final int CUSTOM = 32;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Reads them.
   *
   * @throws IndexOutOfBoundsException for bytes that are no verified model
   */
  static OperatorCodes of(MemorySegment model) {
    List<String> custom = new ArrayList<>();
    boolean variables = false;
    long codes = field(model, offset(model, 0), 1);
    if (codes != 0) {
      long vector = offset(model, codes);
      long count = Integer.toUnsignedLong(model.get(INT, vector));
      for (long i = 0; i < count; i++) {
        long code = offset(model, vector + 4 + 4 * i);
        long old = field(model, code, 0);
        long current = field(model, code, 3);
        int builtin =
            Math.max(
                old == 0 ? 0 : model.get(ValueLayout.JAVA_BYTE, old),
                current == 0 ? 0 : model.get(INT, current));
        variables |= builtin == VAR_HANDLE;
        long name = field(model, code, 1);
        if (builtin == CUSTOM && name != 0) {
          custom.add(string(model, offset(model, name)));
        }
      }
    }
    return new OperatorCodes(List.copyOf(custom), variables);
  }

  /** Where a reference at {@code at} leads. */
  private static long offset(MemorySegment model, long at) {
    return at + Integer.toUnsignedLong(model.get(INT, at));
  }

  /** Where a table has a field; 0: it has not. */
  private static long field(MemorySegment model, long table, int number) {
    long vtable = table - model.get(INT, table);
    int bytes = Short.toUnsignedInt(model.get(SHORT, vtable));
    int at = 4 + 2 * number;
    int within = at + 2 <= bytes ? Short.toUnsignedInt(model.get(SHORT, vtable + at)) : 0;
    return within == 0 ? 0 : table + within;
  }

  private static String string(MemorySegment model, long at) {
    long length = Integer.toUnsignedLong(model.get(INT, at));
    return new String(
        model.asSlice(at + 4, Math.min(length, 200)).toArray(ValueLayout.JAVA_BYTE),
        StandardCharsets.UTF_8);
  }
}
