package dev.vaccel.agent;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.vaccel.wire.BufferPool;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who computes in memory of a guest, and who gets a copy that the guest cannot change. */
class CallRegionsTest {
  private static final int SIZE = 1 << 20;
  private static final int PART = 50_000;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory = arena.allocate(SIZE, 64);
  private final BufferPool pool = new BufferPool(SIZE);
  private final ByteBudget budget = new ByteBudget("the test", 4 * SIZE, null);
  private final CallMemory callMemory = new CallMemory(pool, budget);
  private final CallRegions regions = new CallRegions(callMemory);
  private final SharedRegions shared = new SharedRegions(new OneRegion(), budget);

  CallRegionsTest() {
    shared.add(1, SIZE);
  }

  @AfterEach
  void close() {
    callMemory.release();
    shared.close();
    assertEquals(0, budget.used());
    pool.close();
    arena.close();
  }

  /** Changes the guest's memory behind the agent's back: what the agent then sees of it. */
  private int seenAfterAChange(boolean inPlace, boolean checked) {
    regions.begin(shared, inPlace);
    memory.fill((byte) 1);
    MemorySegment argument = regions.at(1, 64, PART, checked);
    memory.fill((byte) 2);
    return argument.get(JAVA_BYTE, PART - 1);
  }

  @Test
  void onlyWhoReliesOnNothingSeesTheGuestsMemoryItself() {
    assertEquals(2, seenAfterAChange(true, false));
    assertEquals(1, seenAfterAChange(true, true));
    assertEquals(1, seenAfterAChange(false, false));
  }

  private ReplyFrame reply(boolean inPlace, long... place) {
    MemorySegment places = MemorySegment.ofArray(new byte[8 * place.length]);
    MemorySegment.copy(MemorySegment.ofArray(place), 0, places, 0, places.byteSize());
    regions.places(places);
    regions.begin(shared, inPlace);
    ReplyFrame reply = new ReplyFrame(callMemory, regions);
    reply.begin();
    return reply;
  }

  @Test
  void resultsOfOthersAreCopiedToTheirPlaceWhenTheyAreComplete() {
    ReplyFrame reply = reply(false, 1, 128);
    reply.reserve(PART).fill((byte) 9);
    assertEquals(0, memory.get(JAVA_BYTE, 128));
    reply.complete();
    assertEquals(9, memory.get(JAVA_BYTE, 128));
    assertEquals(9, memory.get(JAVA_BYTE, 128 + PART - 1));
    assertEquals(0, memory.get(JAVA_BYTE, 128 + PART));
  }

  @Test
  void memoryThatWasNotOfferedForTheResultIsNotWrittenTo() {
    ReplyFrame reply = reply(true);
    memory.fill((byte) 1);
    MemorySegment received = regions.at(1, 0, PART, false);
    MemorySegment result = reply.reserve(received, PART);
    assertNotEquals(received.address(), result.address());
    assertEquals(1, result.get(JAVA_BYTE, PART - 1));
    result.fill((byte) 7);
    assertEquals(1, memory.get(JAVA_BYTE, 0));
  }

  @Test
  void whatIsOfferedForTheResultIsChangedInPlace() {
    ReplyFrame reply = reply(true, 1, 0);
    MemorySegment received = regions.at(1, 0, PART, false);
    assertEquals(received.address(), reply.reserve(received, PART).address());
  }

  /** A carrier whose every region is the memory of this test. */
  private final class OneRegion implements SharingLink {
    @Override
    public SharedRegion createRegion(long lengthBytes) {
      throw new UnsupportedOperationException("a guest's call");
    }

    @Override
    public void write(MemorySegment[] parts, int count, SharedRegion region) {
      throw new UnsupportedOperationException("a guest's call");
    }

    @Override
    public SharedRegion receivedRegion(long lengthBytes) {
      return new SharedRegion() {
        @Override
        public MemorySegment segment() {
          return memory;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void write(MemorySegment[] parts, int count) {}

    @Override
    public long read(MemorySegment destination) {
      return -1;
    }

    @Override
    public boolean awaitReadable(long timeoutNs) {
      return true;
    }

    @Override
    public PeerIdentity peer() {
      return new PeerIdentity("uid", "0");
    }

    @Override
    public void shutdown() {}

    @Override
    public void close() {}
  }
}
