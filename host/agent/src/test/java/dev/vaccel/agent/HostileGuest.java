package dev.vaccel.agent;

import dev.vaccel.api.TransportException;
import dev.vaccel.wire.FrameLayout;
import java.util.Random;

/**
 * A guest that sends whatever comes to its mind: sound calls, calls that lie, cut frames, noise. It
 * reads sometimes and leaves without a word. Confined to one thread.
 */
final class HostileGuest {
  private static final int[] OPERATIONS = {
    Guest.NOOP | 1 << 16,
    Guest.NOOP | 2 << 16,
    Guest.BLAS | 1 << 16,
    Guest.BLAS | 2 << 16,
    Guest.SESSION | 1 << 16,
    Guest.SESSION | 2 << 16,
    Guest.SESSION | 3 << 16,
    Guest.SESSION | 6 << 16,
    5 | 1 << 16,
    60,
    0
  };

  private final TestAgent agent;
  private final Random random;
  private int frames;

  HostileGuest(TestAgent agent, long seed) {
    this.agent = agent;
    this.random = new Random(seed);
  }

  /** Sends this many frames over as many connections as that takes; returns what it sent. */
  int send(int count) {
    while (frames < count) {
      try (Guest guest = agent.dial()) {
        connection(guest);
      } catch (TransportException | AssertionError ended) {
        // As it deserves.
      }
    }
    return frames;
  }

  private void connection(Guest guest) {
    if (random.nextInt(10) == 0) {
      frames++;
      noise(guest, random.nextInt(200));
      return;
    }
    guest.peer.send(0, 0, Guest.hello(1, 1, "")::write);
    guest.peer.receive(FrameLayout.WELCOME);
    guest.sendOpen(1, 1);
    boolean reads = random.nextInt(3) != 0;
    int most = random.nextInt(60);
    for (int i = 0; i < most; i++) {
      frames++;
      frame(guest);
      while (reads && guest.peer.link().awaitReadable(0) && random.nextInt(4) != 0) {
        guest.peer.receive();
      }
    }
  }

  private void frame(Guest guest) {
    int sequence = 1 + random.nextInt(6);
    int session = random.nextInt(5) == 0 ? random.nextInt(4) : 1;
    switch (random.nextInt(16)) {
      case 0, 1 -> guest.sendNoop(sequence, session);
      case 2, 3 -> guest.sendEcho(sequence, session, new byte[random.nextInt(120_000)]);
      case 4 -> guest.sendBlas(sequence, session, random.nextInt(100));
      case 5 -> guest.sendBlas(sequence, session, 1, random.nextInt(300), random.nextInt(300));
      case 6 -> guest.sendBlas(sequence, session, -1 - random.nextInt(3));
      case 7 -> guest.sendOpen(sequence, session);
      case 8 -> guest.sendClose(sequence, session);
      case 9 -> guest.announceEcho(sequence, session, length());
      case 10 -> guest.sendBulk(sequence, session, 1 + random.nextInt(60_000));
      case 11 -> guest.peer.sendFrame(0, FrameLayout.CANCEL, sequence, session);
      case 12 -> guest.peer.sendFrame(8, FrameLayout.PING, 0, 0, new byte[8]);
      case 13 ->
          guest.callFrame(
              sequence,
              session,
              OPERATIONS[random.nextInt(OPERATIONS.length)],
              random.nextInt(20) == 0 ? 1 : 0,
              random.nextInt(3) * 1000L,
              random.nextBoolean() ? 0 : length(),
              random.longs(random.nextInt(12), -2, 1 << random.nextInt(20)).toArray());
      case 14 -> {
        if (random.nextInt(6) == 0) {
          noise(guest, random.nextInt(64));
        }
      }
      default -> {
        if (random.nextInt(6) == 0) {
          int length = random.nextInt(4) == 0 ? random.nextInt() : 8 * random.nextInt(8);
          byte[] payload = new byte[random.nextInt(8) == 0 ? 3 : Math.clamp(length, 0, 64)];
          random.nextBytes(payload);
          guest.peer.sendFrame(length, random.nextInt(14), sequence, session, payload);
        }
      }
    }
  }

  private long length() {
    return switch (random.nextInt(8)) {
      case 0 -> Long.MAX_VALUE;
      case 1 -> TestAgent.LIMITS.bytesPerConnection() + random.nextInt(3) - 1;
      default -> random.nextInt(100_000);
    };
  }

  private void noise(Guest guest, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    guest.peer.sendBytes(bytes);
  }
}
