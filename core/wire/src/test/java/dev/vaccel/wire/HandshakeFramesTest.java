package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BlasApiBinding;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.spi.ApiDescription;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.wire.ApiOffer.OperationOffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** HELLO and WELCOME. */
class HandshakeFramesTest {
  private static final ApiDescription BLAS = new BlasApiBinding().description();
  private static final Hello HELLO =
      new Hello(
          1,
          3,
          5,
          FrameLayout.MAX_PAYLOAD,
          "a client",
          "a secret",
          List.of(
              ApiOffer.of(BLAS), new ApiOffer(0xffff, 0xfffe, -1, List.of()), offer(7, 1, 2, 3)));
  private static final Welcome WELCOME =
      new Welcome(1, 0, 64 * 1024, 0xffff, Long.MAX_VALUE, "an agent", HELLO.apis());

  private static ApiOffer offer(int id, int... codes) {
    List<OperationOffer> operations = new ArrayList<>();
    for (int code : codes) {
      operations.add(new OperationOffer(code, -code));
    }
    return new ApiOffer(id, 1, id, operations);
  }

  private static MemorySegment payload(Hello hello) {
    BodyWriter out = new BodyWriter();
    hello.write(out);
    return out.frame(0, 0).asSlice(FrameLayout.HEADER_BYTES);
  }

  private static MemorySegment payload(Welcome welcome) {
    BodyWriter out = new BodyWriter();
    welcome.write(out);
    return out.frame(0, 0).asSlice(FrameLayout.HEADER_BYTES);
  }

  @Test
  void helloSurvivesARoundTrip() {
    assertEquals(HELLO, Hello.read(payload(HELLO)));
  }

  @Test
  void welcomeSurvivesARoundTrip() {
    assertEquals(WELCOME, Welcome.read(payload(WELCOME)));
  }

  @Test
  void secretsDoNotReachLogs() {
    assertFalse(HELLO.toString().contains("secret"));
  }

  @Test
  void anotherProtocolIsRecognised() {
    MemorySegment payload = payload(HELLO);
    payload.set(FrameLayout.INT, 0, 0x20544547);
    ProtocolException e = assertThrows(ProtocolException.class, () -> Hello.read(payload));
    assertEquals(ErrorCode.MALFORMED_FRAME, e.code());
    assertTrue(e.getMessage().contains("does not speak this protocol"), e.getMessage());
  }

  @Test
  void everyTruncationIsRefused() {
    for (MemorySegment whole : List.of(payload(HELLO), payload(WELCOME))) {
      for (long length = 0; length < whole.byteSize(); length++) {
        MemorySegment start = whole.asSlice(0, length);
        assertThrows(ProtocolException.class, () -> Hello.read(start));
        assertThrows(ProtocolException.class, () -> Welcome.read(start));
      }
      MemorySegment longer = Arena.ofAuto().allocate(whole.byteSize() + 8, 8);
      MemorySegment.copy(whole, 0, longer, 0, whole.byteSize());
      assertThrows(ProtocolException.class, () -> Hello.read(longer));
      assertThrows(ProtocolException.class, () -> Welcome.read(longer));
    }
  }

  @Test
  void anyDamageIsReadOrRefused() {
    Random random = new Random(Long.getLong("vaccel.seed", 3));
    for (int round = 0; round < 3000; round++) {
      MemorySegment hello = payload(HELLO);
      MemorySegment welcome = payload(WELCOME);
      for (int i = random.nextInt(4); i >= 0; i--) {
        byte value = (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
        hello.set(
            java.lang.foreign.ValueLayout.JAVA_BYTE, random.nextLong(hello.byteSize()), value);
        welcome.set(
            java.lang.foreign.ValueLayout.JAVA_BYTE, random.nextLong(welcome.byteSize()), value);
      }
      try {
        Hello.read(hello);
      } catch (ProtocolException e) {
        assertFalse(e.getMessage().isEmpty());
      }
      try {
        Welcome.read(welcome);
      } catch (ProtocolException e) {
        assertFalse(e.getMessage().isEmpty());
      }
    }
  }

  @Test
  void improperNumbersAreRefused() {
    for (Hello bad :
        List.of(
            new Hello(0, 1, 0, 1 << 20, "", "", List.of()),
            new Hello(2, 1, 0, 1 << 20, "", "", List.of()),
            new Hello(1, 1, 0, (64 * 1024) - 1, "", "", List.of()),
            new Hello(1, 1, 0, 1L << 31, "", "", List.of()))) {
      assertThrows(ProtocolException.class, () -> Hello.read(payload(bad)), bad.toString());
    }
    for (Welcome bad :
        List.of(
            new Welcome(1, 0, 100, 1, 1, "", List.of()),
            new Welcome(1, 0, 1 << 20, 0, 1, "", List.of()),
            new Welcome(1, 0, 1 << 20, 0x10000, 1, "", List.of()),
            new Welcome(1, 0, 1 << 20, 1, -1, "", List.of()))) {
      assertThrows(ProtocolException.class, () -> Welcome.read(payload(bad)), bad.toString());
    }
    MemorySegment reserved = payload(WELCOME);
    reserved.set(FrameLayout.SHORT, 6, (short) 1);
    assertThrows(ProtocolException.class, () -> Welcome.read(reserved));
  }

  @Test
  void countsThatLieTakeNoMemory() {
    BodyWriter out = new BodyWriter();
    for (int count : new int[] {-1, 2, Integer.MAX_VALUE}) {
      new Hello(1, 1, 0, 1 << 20, "", "", List.of(offer(7, 1))).write(out);
      MemorySegment payload = out.frame(0, 0).asSlice(FrameLayout.HEADER_BYTES);
      // After 24 bytes, two empty texts and the number of APIs: id, version, then operations.
      payload.set(FrameLayout.INT, 24 + 8 + 8 + 8 + 4, count);
      ProtocolException e = assertThrows(ProtocolException.class, () -> Hello.read(payload));
      assertTrue(e.getMessage().contains("announces " + count + " operations"), e.getMessage());
    }
  }

  @Test
  void offerKnowsItsOperationsBySignature() {
    ApiOffer offer = ApiOffer.of(BLAS);
    OperationDescription sgemm = BLAS.operation(1);
    assertTrue(offer.offers(sgemm));
    assertFalse(
        offer.offers(
            new OperationDescription(
                "blas", 2, 1, "sgemm", sgemm.signature() + 1, false, false, false, false)));
    assertFalse(
        offer.offers(
            new OperationDescription(
                "blas", 3, 1, "sgemm", sgemm.signature(), false, false, false, false)));
  }
}
