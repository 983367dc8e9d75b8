package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memory that bodies refer to. */
class RegionBodyTest {
  private static final int PART = 100_000;
  private static final MemorySegment FOUND = MemorySegment.ofArray(new byte[PART]);

  private final List<String> asked = new ArrayList<>();
  private final RegionAccess access =
      (region, offset, lengthBytes, checked) -> {
        asked.add(region + " " + offset + " " + lengthBytes + " " + checked);
        return FOUND;
      };

  private static byte[] frame(BodyWriter body) {
    ScriptedLink link = new ScriptedLink();
    new FrameWriter(link).send(body, GoldenCalls.SEQUENCE, 1);
    return link.written();
  }

  private static Loopback.Arrived call(byte[] frame) {
    return Loopback.read(frame, 16);
  }

  private static MemorySegment reply() {
    byte[] frame = GoldenVector.load("reply-echo-region").bytes();
    return Loopback.read(frame, 0).body(FrameLayout.REPLY_BYTES);
  }

  @Test
  void aCallRefersToMemoryAndSaysWhereResultsGo() {
    BodyWriter body = new BodyWriter();
    body.beginCall(1, 2, 0);
    body.putRegion(7, 64, PART);
    body.putResultPlace(7, 1 << 20);
    GoldenCalls.assertSame(GoldenVector.load("call-echo-region").bytes(), frame(body));

    MemorySegment payload = call(GoldenVector.load("call-echo-region").bytes()).payload();
    assertEquals(1, payload.get(FrameLayout.INT, 4));
    long bytes = payload.byteSize() - FrameLayout.CALL_BYTES - FrameLayout.PLACE_BYTES;
    BodyReader arguments = new BodyReader(false);
    arguments.regions(access);
    arguments.reset(payload.asSlice(FrameLayout.CALL_BYTES, bytes));
    assertSame(FOUND, arguments.getSegment());
    arguments.end();
    assertEquals(List.of("7 64 100000 false"), asked);
  }

  @Test
  void aReplySaysWhereItsResultsAre() {
    BodyWriter body = new BodyWriter();
    body.beginReply();
    body.putRegion(7, 1 << 20, PART);
    GoldenCalls.assertSame(GoldenVector.load("reply-echo-region").bytes(), frame(body));

    BodyReader results = new BodyReader(true);
    results.reset(reply());
    results.getInRegion(7, 1 << 20, PART);
    results.end();
  }

  @Test
  void aRegionIsSharedByACall() {
    BodyWriter body = new BodyWriter();
    body.beginCall(64, 7, 0);
    body.putLong(7);
    body.putLong(4 << 20);
    GoldenCalls.assertSame(GoldenVector.load("call-session-share").bytes(), frame(body));
  }

  private static void assertMalformed(String expected, Runnable reading) {
    ProtocolException failure = assertThrows(ProtocolException.class, reading::run);
    assertTrue(failure.toString().contains(expected), failure.toString());
  }

  @Test
  void aResultElsewhereThanAskedForIsAFault() {
    MemorySegment reply = reply();
    for (long[] other : new long[][] {{8, 1 << 20}, {7, 0}, {0, 0}}) {
      BodyReader results = new BodyReader(true);
      results.reset(reply);
      assertMalformed("not in region", () -> results.getInRegion(other[0], other[1], PART));
    }
    BodyReader shorter = new BodyReader(true);
    shorter.reset(reply);
    assertMalformed("were asked for", () -> shorter.getInRegion(7, 1 << 20, PART - 1));
    BodyReader plain = new BodyReader(true);
    plain.reset(reply);
    MemorySegment target = MemorySegment.ofArray(new byte[PART]);
    assertMalformed("none was asked for", () -> plain.getInto(target, PART, false));
  }

  private static MemorySegment body(long... numbers) {
    MemorySegment body = Arena.ofAuto().allocate(8L * numbers.length, 8);
    return body.copyFrom(MemorySegment.ofArray(numbers));
  }

  @Test
  void referencesThatTheFormatForbidsAreFaults() {
    BodyReader reader = new BodyReader(false);
    reader.regions(access);
    reader.reset(body(1000, 2, 7, 0));
    assertMalformed("outside the body", reader::getSegment);
    reader.reset(body(PART, 3, 7, 0));
    assertMalformed("value 3", reader::getSegment);
    reader.reset(body(PART, 2, 7));
    assertMalformed("the body ends", reader::getSegment);
    reader.regions(null);
    reader.reset(body(PART, 2, 7, 0));
    assertMalformed("shares no memory", reader::getSegment);
    assertEquals(List.of(), asked);
  }

  @Test
  void textsAndTruthValuesOfTensorsAreChecked() {
    Arena arena = Arena.ofAuto();
    for (ElementType type :
        new ElementType[] {ElementType.F32, ElementType.STRING, ElementType.BOOL}) {
      BodyWriter body = new BodyWriter();
      body.beginCall(4, 3, 0);
      MemorySegment data = arena.allocate(PART);
      long elements = type == ElementType.F32 ? PART / 4 : type == ElementType.BOOL ? PART : 25_000;
      body.putTensorType(new Tensor(type, Shape.of(elements), data));
      body.putRegion(7, 0, PART);
      BodyReader reader = new BodyReader(false);
      reader.regions(access);
      reader.reset(call(frame(body)).body(FrameLayout.CALL_BYTES));
      assertSame(FOUND, reader.getTensor().data());
    }
    assertEquals(List.of("7 0 100000 false", "7 0 100000 true", "7 0 100000 true"), asked);
  }
}
