package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceId;
import dev.vaccel.wire.ApiOffer.OperationOffer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The committed bytes of frames are what this code writes, and are read as what they say. Calls of
 * operations: {@link GoldenCallsTest}.
 */
class GoldenVectorsTest {
  private static final ResourceId ID = GoldenVector.resource(0);

  private static void assertFrame(
      String name, int opcode, int sequence, int session, Consumer<BodyWriter> write) {
    BodyWriter out = new BodyWriter();
    write.accept(out);
    ScriptedLink link = new ScriptedLink();
    new FrameWriter(link).send(out, sequence, session);
    GoldenCalls.assertSame(GoldenVector.load(name).bytes(), link.written());
    FrameReader reader = payload(name);
    assertEquals(opcode, reader.opcode());
    assertEquals(sequence, reader.sequence());
    assertEquals(session, reader.session());
  }

  private static FrameReader payload(String name) {
    FrameReader reader =
        new FrameReader(
            new ScriptedLink().feed(GoldenVector.load(name).bytes()),
            "golden",
            FrameLayout.MAX_PAYLOAD);
    assertTrue(reader.next());
    return reader;
  }

  @Test
  void hello() {
    ApiOffer noop =
        new ApiOffer(
            1,
            1,
            0x0102030405060708L,
            List.of(new OperationOffer(1, 0x11223344), new OperationOffer(2, 0xfffefdfc)));
    ApiOffer other = new ApiOffer(300, 7, 0xf1f2f3f4f5f6f7f8L, List.of());
    Hello hello = new Hello(1, 1, 0, 1 << 20, "golden", "secret-9", List.of(noop, other));
    assertFrame("hello", FrameLayout.HELLO, 0, 0, hello::write);
    assertEquals(hello, Hello.read(payload("hello").payload()));
    Welcome welcome =
        new Welcome(
            1,
            0,
            1 << 20,
            256,
            4L << 30,
            "golden agent 1",
            List.of(new ApiOffer(1, 1, noop.hash(), noop.operations().subList(1, 2))));
    assertFrame("welcome", FrameLayout.WELCOME, 0, 0, welcome::write);
    assertEquals(welcome, Welcome.read(payload("welcome").payload()));
  }

  @Test
  void failures() {
    WireError refused =
        new WireError(ErrorCode.VERSION_MISMATCH, 0, "client speaks 7 to 9, this agent 1");
    assertFrame("refused", FrameLayout.ERROR, 0, 0, o -> refused.write(o, FrameLayout.ERROR));
    assertEquals(refused, WireError.read(payload("refused").payload()));
    WireError failed =
        new WireError(
            ErrorCode.BACKEND_FAILED, -54, "clEnqueueNDRangeKernel: CL_INVALID_WORK_GROUP_SIZE");
    assertFrame(
        "error",
        FrameLayout.ERROR,
        GoldenCalls.SEQUENCE,
        1,
        o -> failed.write(o, FrameLayout.ERROR));
    assertEquals(failed, WireError.read(payload("error").payload()));
    WireError goodbye = new WireError(ErrorCode.CONNECTION_LOST, 0, "the agent is shutting down");
    assertFrame("goodbye", FrameLayout.GOODBYE, 0, 0, o -> goodbye.write(o, FrameLayout.GOODBYE));
    assertEquals(goodbye, WireError.read(payload("goodbye").payload()));
  }

  @Test
  void smallFrames() {
    ScriptedLink link = new ScriptedLink();
    FrameWriter writer = new FrameWriter(link);
    long content = 0x0807060504030201L;
    writer.sendSmall(FrameLayout.CANCEL, GoldenCalls.SEQUENCE, 1, 0, 0);
    GoldenCalls.assertSame(GoldenVector.load("cancel").bytes(), link.written());
    assertEquals(0, payload("cancel").payload().byteSize());
    writer.sendSmall(FrameLayout.PING, 0, 0, 8, content);
    GoldenCalls.assertSame(GoldenVector.load("ping").bytes(), link.written());
    assertEquals(content, payload("ping").payload().get(FrameLayout.LONG, 0));
    writer.sendSmall(FrameLayout.PONG, 0, 0, 8, content);
    GoldenCalls.assertSame(GoldenVector.load("pong").bytes(), link.written());
  }

  // What a session asks for itself, which has no stub.

  private static BodyReader arguments(String name, int api, int operation) {
    Loopback.Arrived call = Loopback.read(GoldenVector.load(name).bytes(), 16);
    assertEquals(api | operation << 16, call.payload().get(FrameLayout.INT, 0));
    BodyReader in = new BodyReader(true);
    in.reset(call.body(FrameLayout.CALL_BYTES), call.bulk());
    return in;
  }

  @Test
  void sessionCalls() {
    assertFrame(
        "call-session-open",
        FrameLayout.CALL,
        GoldenCalls.SEQUENCE,
        2,
        o -> {
          o.beginCall(64, 1, 0);
          o.putLong(2);
          o.putString("onnx");
          o.putString("image");
        });
    BodyReader open = arguments("call-session-open", 64, 1);
    assertEquals(2, open.getCount(8));
    assertEquals("onnx", open.getString());
    assertEquals("image", open.getString());
    open.end();
    assertFrame(
        "call-session-announce",
        FrameLayout.CALL,
        GoldenCalls.SEQUENCE,
        2,
        o -> {
          o.beginCall(64, 3, 0);
          o.putLong(1);
          o.putLong(2);
          o.putString("labels.txt");
          o.putLong(3);
          o.putResource(GoldenVector.resource(32));
          o.putString("model/net.onnx");
          o.putLong(70_000);
          o.putResource(ID);
        });
    BodyReader announce = arguments("call-session-announce", 64, 3);
    assertTrue(announce.getBoolean());
    assertEquals(2, announce.getCount(48));
    assertFrame(
        "reply-session-announce",
        FrameLayout.REPLY,
        GoldenCalls.SEQUENCE,
        2,
        o -> {
          o.beginReply();
          o.putLong(1);
          o.putResource(ID);
          o.putLong(65_536);
        });
  }

  @Test
  void chunksAndFramesBetweenThem() {
    FrameReader reader = payload("bulk-chunks");
    assertEquals(20_000, reader.payload().get(FrameLayout.LONG, 16));
    MemorySegment bulk = Arena.ofAuto().allocate(20_000, 64);
    List<Integer> opcodes = new ArrayList<>();
    long at = 0;
    while (reader.next()) {
      opcodes.add(reader.opcode());
      if (reader.opcode() == FrameLayout.BULK) {
        long bytes = reader.bulkLeft();
        reader.readBulk(bulk.asSlice(at, bytes));
        at += bytes;
      }
    }
    assertEquals(
        List.of(FrameLayout.BULK, FrameLayout.PING, FrameLayout.BULK, FrameLayout.BULK), opcodes);
    byte[] expected = new byte[20_000];
    java.util.Arrays.fill(expected, 0, 16_001, (byte) 0x11);
    expected[16_001] = 0x22;
    java.util.Arrays.fill(expected, 16_002, 20_000, (byte) 0x33);
    assertArrayEquals(expected, bulk.toArray(ValueLayout.JAVA_BYTE));
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyFileHasItsFields(String name) {
    GoldenVector vector = GoldenVector.load(name);
    assertEquals(name, vector.fields().get("name"));
    assertTrue(List.of("client", "agent").contains(vector.fields().get("direction")));
    assertFalse(String.valueOf(vector.fields().get("description")).isBlank());
    FrameReader reader = payload(name);
    while (reader.next()) {
      reader.skipBulk();
    }
  }

  static List<String> names() throws IOException {
    return GoldenVector.names();
  }
}
