package dev.vaccel.virtio;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import java.nio.file.Path;

/** A listener with a guest at its socket, whose driver and VMM are played. */
final class PlayedGuest implements AutoCloseable {
  private static final int BUFFERS = 64;

  final Path socket;
  final VhostUserTransportProvider provider = new VhostUserTransportProvider();
  final Listener listener;
  FakeVmm vmm;
  GuestDriver guest;

  PlayedGuest(Path directory) throws Exception {
    socket = directory.resolve("vm.sock");
    listener = provider.listen(address(), LinkOptions.DEFAULT);
    boot();
  }

  /** Plays another one; the earlier has left. */
  void boot() throws Exception {
    vmm = new FakeVmm(socket.toString());
    guest = new GuestDriver(vmm);
    vmm.start();
    guest.postBuffers(BUFFERS);
  }

  Address address() {
    return Address.parse("vhost-user://" + socket);
  }

  /** The host's end of a stream that the guest has opened. */
  Link accepted(GuestStream stream) {
    assertFalse(stream.reset, "the stream was refused");
    return listener.accept();
  }

  @Override
  public void close() {
    vmm.close();
    listener.close();
  }
}
