package dev.vaccel.vm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in a kernel's file. */
final class LittleEndianBytes {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndianBytes() {}

  static int intAt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }
}
