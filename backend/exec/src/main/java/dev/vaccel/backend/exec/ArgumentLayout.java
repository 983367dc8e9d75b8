package dev.vaccel.backend.exec;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct vaccel_arg { void *buf; size_t size; vaccel_arg_type_t type; uint32_t
 * custom_type_id; bool owned; }} on 64-bit machines. Source: vaccel/arg.h of upstream 0.8; a test
 * compares it with the C compiler's.
 */
final class ArgumentLayout {
  static final StructLayout STRUCT =
      MemoryLayout.structLayout(
          ADDRESS.withName("buf"),
          JAVA_LONG.withName("size"),
          JAVA_INT.withName("type"),
          JAVA_INT.withName("custom_type_id"),
          JAVA_BOOLEAN.withName("owned"),
          paddingLayout(7));

  static final long BYTES = STRUCT.byteSize();

  private static final long BUF = offset("buf");
  private static final long SIZE = offset("size");
  private static final long TYPE = offset("type");
  private static final long CUSTOM_TYPE_ID = offset("custom_type_id");

  private ArgumentLayout() {}

  static long offset(String field) {
    return STRUCT.byteOffset(groupElement(field));
  }

  /** Fills the struct of an array at an index; {@code owned} stays false: the memory is ours. */
  static void put(
      MemorySegment structs, int index, MemorySegment memory, int type, int customTypeId) {
    long at = index * BYTES;
    structs.set(ADDRESS, at + BUF, memory);
    structs.set(JAVA_LONG, at + SIZE, memory.byteSize());
    structs.set(JAVA_INT, at + TYPE, type);
    structs.set(JAVA_INT, at + CUSTOM_TYPE_ID, customTypeId);
  }

  static long address(MemorySegment structs, int index) {
    return structs.get(ADDRESS, index * BYTES + BUF).address();
  }

  static long size(MemorySegment structs, int index) {
    return structs.get(JAVA_LONG, index * BYTES + SIZE);
  }
}
