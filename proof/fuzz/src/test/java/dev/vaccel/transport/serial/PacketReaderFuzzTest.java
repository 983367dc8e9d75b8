package dev.vaccel.transport.serial;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A stream that begins anywhere and holds anything. First byte: most bytes of one read; the rest:
 * the stream. What is found must be what a slow reader of docs/protocol.md finds. In the package of
 * the transport, whose parts nothing exports.
 */
class PacketReaderFuzzTest {
  private static final int LARGEST_TYPE = 5;

  private record Found(int type, int link, int length) {}

  @FuzzTest
  void packets(byte[] data) {
    if (data.length == 0) {
      return;
    }
    int step = 1 + (data[0] & 0xff);
    List<Found> found = new ArrayList<>();
    PacketReader reader = new PacketReader();
    for (int at = 1; at < data.length; at += step) {
      int count = Math.min(step, data.length - at);
      MemorySegment.copy(MemorySegment.ofArray(data), at, reader.room(), 0, count);
      reader.filled(count);
      look(reader, found);
    }
    List<Found> expected = expected(data);
    if (!found.equals(expected)) {
      throw new AssertionError(found + ", expected " + expected);
    }
  }

  private static void look(PacketReader reader, List<Found> found) {
    MemorySegment payload = MemorySegment.ofArray(new byte[PacketReader.MOST_KEPT_BYTES]);
    for (int type = reader.next(); type != PacketReader.NOTHING; type = reader.next()) {
      if (type == PacketReader.GARBAGE) {
        continue;
      }
      int link = reader.link();
      if (type == Packets.DATA && reader.canKeep()) {
        int before = reader.kept();
        reader.keep();
        found.add(new Found(type, link, reader.kept() - before));
        if (link % 2 == 0) {
          reader.take(payload);
        }
      } else if (type == Packets.DATA) {
        reader.forget(); // Looked at once more, with room.
      } else {
        reader.pass();
        found.add(new Found(type, link, 0));
      }
    }
  }

  private static List<Found> expected(byte[] data) {
    List<Found> all = new ArrayList<>();
    ByteBuffer stream = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    int at = 1;
    while (at + 16 <= data.length) {
      int type = stream.get(at + 4);
      int length = Short.toUnsignedInt(stream.getShort(at + 6));
      boolean header =
          stream.getInt(at) == 0x4c535656
              && type >= 1
              && type <= LARGEST_TYPE
              && stream.get(at + 5) == 0
              && length <= (type == 3 ? 8192 : 0);
      if (header && at + 16 + length > data.length) {
        return all;
      }
      if (header && stream.getInt(at + 12) == check(data, at, length)) {
        all.add(new Found(type, stream.getInt(at + 8), length));
        at += 16 + length;
      } else {
        at++;
      }
    }
    return all;
  }

  private static int check(byte[] data, int at, int length) {
    CRC32 crc = new CRC32();
    crc.update(data, at, 12);
    crc.update(data, at + 16, length);
    return (int) crc.getValue();
  }
}
