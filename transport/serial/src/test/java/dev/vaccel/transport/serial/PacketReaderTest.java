package dev.vaccel.transport.serial;

import static dev.vaccel.transport.serial.PlayedGuest.PREAMBLE;
import static dev.vaccel.transport.serial.PlayedGuest.join;
import static dev.vaccel.transport.serial.PlayedGuest.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Allocation;
import dev.vaccel.testing.Seed;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packets are found whatever is before them, and however the stream is cut. */
class PacketReaderTest {
  private final PacketReader reader = new PacketReader();
  private final List<Integer> found = new ArrayList<>();
  private int garbage;

  private void feed(byte[] bytes, int from, int count) {
    MemorySegment room = reader.room();
    assertTrue(room.byteSize() >= count, "no room");
    MemorySegment.copy(MemorySegment.ofArray(bytes), from, room, 0, count);
    reader.filled(count);
    for (int type = reader.next(); type != PacketReader.NOTHING; type = reader.next()) {
      if (type == PacketReader.GARBAGE) {
        garbage++;
      } else {
        found.add(reader.link());
        reader.pass();
      }
    }
  }

  /** The links of the packets that are found. */
  private List<Integer> read(byte[]... parts) {
    byte[] all = join(parts);
    found.clear();
    garbage = 0;
    for (int at = 0; at < all.length; at += 1000) {
      feed(all, at, Math.min(1000, all.length - at));
    }
    return List.copyOf(found);
  }

  @Test
  void findsWhatIsWhole() {
    assertEquals(
        List.of(5, 5, -6, 7),
        read(
            packet(Packets.OPEN, 5),
            packet(Packets.DATA, 5, new byte[8192]),
            packet(Packets.DATA, -6),
            packet(Packets.END, 7)));
    assertEquals(0, garbage);
  }

  @Test
  void aPreambleCompletesWhateverWasLeftHalfSent() {
    byte[] payload = new byte[8192];
    Arrays.fill(payload, (byte) 'V');
    byte[] data = packet(Packets.DATA, 1, payload);
    for (int left : new int[] {1, 3, 4, 7, 8, 15, 16, 17, 4000, data.length - 1}) {
      byte[] half = Arrays.copyOf(data, left);
      assertEquals(List.of(2), read(half, PREAMBLE, packet(Packets.OPEN, 2)), left + " bytes");
      assertTrue(garbage > 0);
    }
  }

  @Test
  void findsAPacketInsideOneThatIsBroken() {
    byte[] broken =
        packet(
            Packets.DATA,
            1,
            join(new byte[100], packet(Packets.OPEN, 2), packet(Packets.DATA, 2, new byte[50])));
    broken[20]++;
    assertEquals(List.of(2, 2, 3), read(broken, packet(Packets.OPEN, 3)));
  }

  @Test
  void aHeaderThatOnlyBeginsLikeOneIsNone() {
    byte[] whole = packet(Packets.DATA, 1, (byte) 9);
    for (int flipped = 0; flipped < whole.length; flipped++) {
      byte[] broken = whole.clone();
      broken[flipped] ^= 0x40;
      assertEquals(List.of(2), read(broken, PREAMBLE, packet(Packets.OPEN, 2)), "byte " + flipped);
    }
    byte[] loaded = packet(Packets.OPEN, 1, (byte) 9);
    assertEquals(List.of(2), read(loaded, packet(Packets.OPEN, 2)), "OPEN has no payload");
    byte[] magics = new byte[4096];
    for (int i = 0; i < magics.length; i++) {
      magics[i] = (byte) "VVSL".charAt(i % 4);
    }
    assertEquals(List.of(2), read(magics, new byte[] {'V', 'V'}, packet(Packets.OPEN, 2)));
  }

  @Test
  void losesNothingBetweenRandomPieces() {
    Random random = Seed.random("losesNothingBetweenRandomPieces");
    for (int round = 0; round < 200; round++) {
      List<Integer> sent = new ArrayList<>();
      List<byte[]> pieces = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        byte[] payload = new byte[random.nextInt(300)];
        random.nextBytes(payload);
        byte[] whole = packet(Packets.DATA, i + 1, payload);
        switch (random.nextInt(4)) {
          case 0 -> {
            random.nextBytes(whole);
            pieces.add(whole);
            pieces.add(PREAMBLE);
          }
          case 1 -> {
            whole[whole.length - 1] |= 1; // Else zeros may complete it rightly.
            pieces.add(Arrays.copyOf(whole, random.nextInt(whole.length)));
            pieces.add(PREAMBLE);
          }
          default -> {
            sent.add(i + 1);
            pieces.add(whole);
          }
        }
      }
      byte[] all = join(pieces.toArray(byte[][]::new));
      found.clear();
      for (int at = 0; at < all.length; ) {
        int count = Math.min(all.length - at, 1 + random.nextInt(1 << random.nextInt(1, 15)));
        feed(all, at, count);
        at += count;
      }
      assertEquals(sent, found);
    }
  }

  @Test
  void keepsPayloadUntilItIsTakenAndNoMoreThanItHasRoomFor() {
    byte[] data = packet(Packets.DATA, 1, new byte[8000]);
    MemorySegment into = MemorySegment.ofArray(new byte[8000]);
    int kept = 0;
    for (int i = 0; i < 100; i++) {
      MemorySegment.copy(MemorySegment.ofArray(data), 0, reader.room(), 0, data.length);
      reader.filled(data.length);
      assertEquals(Packets.DATA, reader.next());
      if (reader.canKeep()) {
        reader.keep();
        kept += 8000;
        assertEquals(PacketReader.NOTHING, reader.next());
      } else {
        assertTrue(kept > PacketReader.MOST_KEPT_BYTES - 8192);
        assertEquals(8000, reader.take(into));
        reader.keep();
      }
      assertEquals(kept, reader.kept());
    }
  }

  @Test
  void nothingIsAllocatedForAPacket() {
    byte[] packets = join(packet(Packets.DATA, 1, new byte[200]), packet(Packets.DATA, 1));
    MemorySegment source = MemorySegment.ofArray(packets);
    MemorySegment into = MemorySegment.ofArray(new byte[200]);
    Runnable work =
        () -> {
          MemorySegment room = reader.room();
          int copies = 300;
          for (int i = 0; i < copies; i++) {
            MemorySegment.copy(source, 0, room, (long) i * packets.length, packets.length);
          }
          reader.filled(copies * packets.length);
          while (reader.next() != PacketReader.NOTHING) {
            reader.keep();
            if (reader.kept() > 0) {
              reader.take(into);
            }
          }
        };
    for (int i = 0; i < 50; i++) {
      work.run();
    }
    long before = Allocation.bytesOfThisThread();
    work.run();
    long taken = Allocation.bytesOfThisThread() - before;
    assertTrue(taken < 10_000, () -> taken + " bytes for 600 packets");
  }
}
