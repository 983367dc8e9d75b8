package dev.vaccel.transport.serial;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.api.TransportException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a guest's port brings to a listener, a VMM's connection for each input. An honest program in
 * the same guest must be served behind it, whatever it is.
 */
class SerialGuestFuzzTest {
  private static final Address ADDRESS = address();
  private static final LinkOptions OPTIONS =
      LinkOptions.DEFAULT.withConnectTimeout(Duration.ofSeconds(20));

  private static @Nullable Listener listening;

  private static Address address() {
    try {
      Path directory = Files.createTempDirectory("fuzz");
      directory.toFile().deleteOnExit();
      return Address.parse("serial://" + directory.resolve("vm.sock"));
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static synchronized void listen() {
    if (listening == null) {
      Listener listener = new SerialTransportProvider().listen(ADDRESS, OPTIONS);
      Runtime.getRuntime().addShutdownHook(new Thread(listener::close));
      Thread.ofPlatform().daemon().start(() -> answer(listener));
      listening = listener;
    }
  }

  /** Returns what comes. */
  private static void answer(Listener listener) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(1 << 16);
      while (true) {
        try (Link link = listener.accept()) {
          for (long count = link.read(block); count > 0; count = link.read(block)) {
            link.write(new MemorySegment[] {block.asSlice(0, count)}, 1);
          }
        } catch (TransportException lost) {
          // By an opening that followed, or with its VMM.
        }
      }
    }
  }

  @FuzzTest
  void guest(byte[] data) throws Exception {
    listen();
    try (PlayedPort port = PlayedPort.connect(Path.of(ADDRESS.location()))) {
      port.send(data);
      port.call();
    }
  }
}
