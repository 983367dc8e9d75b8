package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.wire.spi.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counts the copies of a payload byte between the caller's memory and the back end's. The kernel
 * copies it twice in each direction: into the socket and out of it. We add one for every byte that
 * does not leave from, or arrive in, the memory where it is used.
 */
class CopyCountTest {
  private static final long PAYLOAD_BYTES = 24L << 20;
  private static final int KERNEL_COPIES = 2;
  // What a read of the frame before the payload may bring along, to be copied once more.
  private static final long READ_AHEAD_BYTES = 64 * 1024;

  @TempDir Path directory;

  @BeforeEach
  void forget() {
    WitnessTransport.CLIENT_READ.clear();
    WitnessTransport.CLIENT_WRITTEN.clear();
    WitnessTransport.AGENT_READ.clear();
    WitnessTransport.AGENT_WRITTEN.clear();
  }

  @Test
  void nativeMemoryIsCopiedByTheKernelAlone() {
    Address address = new Address("witness", directory.resolve("agent.sock").toString());
    AgentOptions options = AgentOptions.at(address).withBackends(Set.of("witness"));
    try (Agent _ = Agent.start(options);
        Session session = Vaccel.connect(address.toString());
        Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocate(PAYLOAD_BYTES, 64);
      MemorySegment out = arena.allocate(PAYLOAD_BYTES, 64);
      for (long i = 0; i < PAYLOAD_BYTES; i += Long.BYTES) {
        in.set(ValueLayout.JAVA_LONG, i, i);
      }
      session.api(NoopApi.class).echo(in, out);
      assertEquals(-1, in.mismatch(out));
      assertEquals(PAYLOAD_BYTES, WitnessBackend.input.byteSize());

      long there = extraCopies(WitnessTransport.CLIENT_WRITTEN, in);
      there += extraCopies(WitnessTransport.AGENT_READ, WitnessBackend.input);
      assertAtMostTwice("to the back end", there);
      long back = extraCopies(WitnessTransport.AGENT_WRITTEN, WitnessBackend.output);
      back += extraCopies(WitnessTransport.CLIENT_READ, out);
      assertAtMostTwice("to the caller", back);
    }
  }

  /** Bytes that the link did not take from, or bring to, their own memory. */
  private static long extraCopies(WitnessLink.Log passed, MemorySegment memory) {
    return PAYLOAD_BYTES - passed.bytesWithin(memory);
  }

  private static void assertAtMostTwice(String direction, long extraCopies) {
    assertTrue(
        extraCopies <= READ_AHEAD_BYTES,
        () ->
            "payload of "
                + PAYLOAD_BYTES
                + " bytes "
                + direction
                + ": copied "
                + (KERNEL_COPIES + (double) extraCopies / PAYLOAD_BYTES)
                + " times, "
                + extraCopies
                + " bytes more than the kernel's two");
  }
}
