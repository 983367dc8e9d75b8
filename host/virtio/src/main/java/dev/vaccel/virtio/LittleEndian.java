package dev.vaccel.virtio;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Numbers as virtio and vhost-user have them. Unaligned: tables of descriptors lie where a guest
 * says, and payloads of messages behind a header of 12 bytes; an aligned access would throw.
 */
final class LittleEndian {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}
}
