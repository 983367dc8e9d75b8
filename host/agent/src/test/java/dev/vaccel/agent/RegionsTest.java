package dev.vaccel.agent;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.SharedRegion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory that guests share, and lie about. */
class RegionsTest {
  private static final long SIZE = 512 << 10;
  private static final long PART = 100_000;

  private TestAgent agent = new TestAgent();

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void argumentsAndResultsStayWhereTheyAre() {
    try (SharingGuest sharing = new SharingGuest(agent);
        SharedRegion region = sharing.share(2, 1, 7, SIZE)) {
      assertEquals(SIZE, agent.agent.status().bulkBytes());
      region.segment().asSlice(64, PART).fill((byte) 5);
      assertEquals("REPLY", sharing.echo(3, 7, 64, PART, 7, SIZE - PART));
      assertEquals(5, region.segment().get(JAVA_BYTE, SIZE - 1));
      assertEquals(5, region.segment().get(JAVA_BYTE, SIZE - PART));
      assertEquals(0, region.segment().get(JAVA_BYTE, SIZE - PART - 1));
      assertEquals(SIZE, agent.agent.status().bulkBytes(), "nothing is taken beside the region");
    }
    agent.awaitNothing();
    agent.servesAnother();
  }

  @ParameterizedTest
  @CsvSource({
    "8, 0, 100000, 7, 0", // No such region.
    "0, 0, 100000, 7, 0",
    "-1, 0, 100000, 7, 0",
    "7, 0, 524289, 7, 0", // Longer than it.
    "7, 524288, 100000, 7, 0", // Behind its end, or over it.
    "7, 500000, 100000, 7, 0",
    "7, -64, 100000, 7, 0",
    "7, 9223372036854775807, 100000, 7, 0", // Sums that overflow.
    "7, 64, 9223372036854775807, 7, 0",
    "7, 0, 1000, 7, 0", // So little travels in the body.
    "7, 0, -1, 7, 0",
    "7, 0, 100000, 8, 0", // The same for the result.
    "7, 0, 100000, 7, 500000",
    "7, 0, 100000, 7, -1",
    "7, 0, 100000, -7, 9223372036854775807",
  })
  void aReferenceThatLeadsNowhereFailsItsCall(
      long region, long offset, long length, long toRegion, long toOffset) {
    try (SharingGuest sharing = new SharingGuest(agent);
        SharedRegion shared = sharing.share(2, 1, 7, SIZE)) {
      shared.segment().set(JAVA_BYTE, 0, (byte) 1);
      assertEquals("MALFORMED_BODY", sharing.echo(3, region, offset, length, toRegion, toOffset));
      assertEquals("REPLY", sharing.echo(4, 7, 0, PART, 7, PART));
      assertEquals(1, shared.segment().get(JAVA_BYTE, PART));
    }
    agent.awaitNothing();
  }

  @Test
  void aRegionBelongsToItsSession() {
    try (SharingGuest sharing = new SharingGuest(agent)) {
      sharing.guest.open(2);
      try (SharedRegion _ = sharing.share(3, 2, 7, SIZE)) {
        assertEquals("MALFORMED_BODY", sharing.echo(4, 7, 0, PART, 7, PART));
        sharing.guest.sendClose(5, 2);
        assertEquals("REPLY", sharing.guest.outcome(5));
        Deadline.await("unmapped", () -> agent.agent.status().bulkBytes() == 0);
      }
    }
    agent.awaitNothing();
  }

  @ParameterizedTest
  @CsvSource({"0, 524288", "-1, 524288", "7, 524288", "9, 0", "9, -1", "9, 524287", "9, 4194304"})
  void aRegionWithAWrongNumberOrSizeIsRefused(long number, long size) {
    try (SharingGuest sharing = new SharingGuest(agent);
        SharedRegion _ = sharing.share(2, 1, 7, SIZE);
        SharedRegion another = sharing.region(SIZE)) {
      String outcome = sharing.share(3, 1, number, size, another);
      // 4 MiB are all that this tenant may have.
      assertEquals(size == 4 << 20 ? "EXHAUSTED" : "INVALID_ARGUMENT", outcome);
      assertEquals(SIZE, agent.agent.status().bulkBytes());
      assertEquals("REPLY", sharing.share(4, 1, 8, SIZE, another));
    }
    agent.awaitNothing();
  }

  @Test
  void aCallThatBringsNothingAlongIsRefused() {
    try (SharingGuest sharing = new SharingGuest(agent)) {
      assertEquals("INVALID_ARGUMENT", sharing.shareNothing(2, 1, 7, SIZE));
      assertEquals(0, agent.agent.status().bulkBytes());
    }
    agent.awaitNothing();
  }

  @Test
  void descriptorsThatNobodyAskedForDoNotPileUp() throws Exception {
    try (SharingGuest sharing = new SharingGuest(agent);
        SharedRegion region = sharing.region(SIZE)) {
      long before = openDescriptors();
      for (int i = 0; i < 40; i++) {
        assertEquals("INVALID_ARGUMENT", sharing.share(2 + i, 1, 7, -1, region));
      }
      assertEquals(before + 1, openDescriptors());
    }
    agent.awaitNothing();
  }

  private static long openDescriptors() throws Exception {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void regionsCountForTheirTenantUntilTheyAreGone() {
    try (SharingGuest sharing = new SharingGuest(agent);
        SharedRegion _ = sharing.share(2, 1, 1, 3 << 20);
        SharedRegion second = sharing.region(2 << 20)) {
      assertEquals("EXHAUSTED", sharing.share(3, 1, 2, 2 << 20, second));
      TestAgent.serves(sharing.guest, 4);
    }
    agent.awaitNothing();
    try (SharingGuest sharing = new SharingGuest(agent);
        SharedRegion _ = sharing.share(2, 1, 1, 3 << 20)) {
      TestAgent.serves(sharing.guest, 3);
    }
    agent.awaitNothing();
  }

  @Test
  void whoDidNotAgreeToShareCannot() {
    try (Guest guest = agent.guest()) {
      guest.call(2, 1, Guest.SESSION, 7, 0, 7, SIZE);
      assertEquals("UNSUPPORTED_TYPE", guest.outcome(2));
      guest.callFrame(3, 1, Guest.NOOP | 1 << 16, 1, 0, 0, 7, 0);
      guest.expectGoodbye(ErrorCode.MALFORMED_FRAME);
    }
    agent.awaitNothing();
  }

  @ParameterizedTest
  @CsvSource({"2", "1000000", "2147483647", "-1", "-2147483648"})
  void morePlacesThanTheFrameHasEndTheConnection(int places) {
    try (SharingGuest sharing = new SharingGuest(agent)) {
      sharing.guest.callFrame(3, 1, Guest.NOOP | 1 << 16, places, 0, 0, 7, 0);
      sharing.guest.expectGoodbye(ErrorCode.MALFORMED_FRAME);
    }
    agent.awaitNothing();
    agent.servesAnother();
  }

  @Test
  void anOperatorCanForbidIt() {
    agent.close();
    agent = new TestAgent(o -> o.withSharesMemory(false));
    try (Guest guest = agent.dial()) {
      assertFalse(guest.greetSharing());
      guest.open(1);
      guest.call(2, 1, Guest.SESSION, 7, 0, 7, SIZE);
      assertEquals("UNSUPPORTED_TYPE", guest.outcome(2));
    }
  }
}
