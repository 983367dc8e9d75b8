package dev.vaccel.agent;

import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Assertions;

/** A guest that shares memory, and refers to it in calls that it writes itself. */
final class SharingGuest implements AutoCloseable {
  private static final int SHARE = 7;
  private static final int ECHO = 2;
  private static final long IN_REGION = 2;

  final Guest guest;
  private final SharingLink link;

  /** A guest whose session 1 is open. */
  SharingGuest(TestAgent agent) {
    guest = agent.dial();
    link = (SharingLink) guest.peer.link();
    Assertions.assertTrue(guest.greetSharing());
    guest.open(1);
  }

  SharedRegion region(long lengthBytes) {
    return link.createRegion(lengthBytes);
  }

  /** Shares a region as its owner should. */
  SharedRegion share(int sequence, int session, long number, long lengthBytes) {
    SharedRegion region = region(lengthBytes);
    Assertions.assertEquals("REPLY", share(sequence, session, number, lengthBytes, region));
    return region;
  }

  /** Sends a region under any number and size; the outcome. */
  String share(int sequence, int session, long number, long lengthBytes, SharedRegion region) {
    BodyWriter body = new BodyWriter();
    body.beginCall(Guest.SESSION, SHARE, 0);
    body.putLong(number);
    body.putLong(lengthBytes);
    link.write(new MemorySegment[] {body.frame(sequence, session)}, 1, region);
    return guest.outcome(sequence);
  }

  /** As {@link #share}, with nothing that comes along. */
  String shareNothing(int sequence, int session, long number, long lengthBytes) {
    guest.call(sequence, session, Guest.SESSION, SHARE, 0, number, lengthBytes);
    return guest.outcome(sequence);
  }

  /** Echoes a part of a region into another; the outcome. */
  String echo(
      int sequence, long region, long offset, long lengthBytes, long toRegion, long toOffset) {
    guest.callFrame(
        sequence,
        1,
        Guest.NOOP | ECHO << 16,
        1,
        0,
        0,
        lengthBytes,
        IN_REGION,
        region,
        offset,
        toRegion,
        toOffset);
    return guest.outcome(sequence);
  }

  @Override
  public void close() {
    guest.close();
  }
}
