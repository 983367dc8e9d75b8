package dev.vaccel.virtio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.vaccel.testing.Background;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sixteen machines at once, each in its own device, beside one that floods its own. */
class ManyMachinesTest {
  private static final int MACHINES = 16;
  private static final int ROUNDS = 40;

  @TempDir Path directory;

  private Listener listen(int machine) {
    return new VhostUserTransportProvider()
        .listen(
            Address.parse("vhost-user://" + directory.resolve(machine + ".sock")),
            LinkOptions.DEFAULT);
  }

  /** Sends back what comes, until the guest ends. */
  private static int echo(Listener listener) {
    int bytes = 0;
    try (Arena arena = Arena.ofConfined()) {
      Link link = listener.accept();
      MemorySegment buffer = arena.allocate(65_536, 8);
      for (long count = link.read(buffer); count > 0; count = link.read(buffer)) {
        link.write(new MemorySegment[] {buffer.asSlice(0, count)}, 1);
        bytes += (int) count;
      }
    }
    return bytes;
  }

  private int talk(int machine) throws Exception {
    try (FakeVmm vmm = new FakeVmm(directory.resolve(machine + ".sock").toString())) {
      GuestDriver guest = new GuestDriver(vmm);
      vmm.start();
      guest.postBuffers(64);
      GuestStream stream = GuestStream.connect(guest, 1000);
      assertFalse(stream.reset);
      SplittableRandom random = new SplittableRandom(machine);
      int bytes = 0;
      for (int round = 0; round < ROUNDS; round++) {
        byte[] sent = new byte[random.nextInt(1, 20_000)];
        random.nextBytes(sent);
        stream.write(sent);
        assertArrayEquals(sent, stream.read(sent.length));
        bytes += sent.length;
      }
      return bytes;
    }
  }

  /** Asks for connections that nobody accepts, as fast as it can. */
  private int flood(AtomicBoolean stop) throws Exception {
    try (FakeVmm vmm = new FakeVmm(directory.resolve(MACHINES + ".sock").toString())) {
      GuestDriver guest = new GuestDriver(vmm);
      vmm.start();
      guest.postBuffers(64);
      int asked = 0;
      while (!stop.get()) {
        guest.transmit(
            VhostUserListener.PORT,
            asked++,
            VsockPacket.OP_REQUEST,
            0,
            GuestStream.BUFFER,
            0,
            new byte[0]);
        while (guest.hasPacket()) {
          guest.receive();
        }
      }
      return asked;
    }
  }

  @Test
  void noneStarves() throws Exception {
    List<Listener> listeners = new ArrayList<>();
    AtomicBoolean stop = new AtomicBoolean();
    try {
      List<Background<Integer>> echoes = new ArrayList<>();
      List<Background<Integer>> guests = new ArrayList<>();
      listeners.add(listen(MACHINES));
      Background<Integer> flood = Background.start(() -> flood(stop));
      for (int machine = 0; machine < MACHINES; machine++) {
        Listener listener = listen(machine);
        listeners.add(listener);
        int number = machine;
        echoes.add(Background.start(() -> echo(listener)));
        guests.add(Background.start(() -> talk(number)));
      }
      for (int machine = 0; machine < MACHINES; machine++) {
        assertEquals(guests.get(machine).await(), echoes.get(machine).await());
      }
      stop.set(true);
      flood.await();
    } finally {
      stop.set(true);
      listeners.forEach(Listener::close);
    }
  }
}
