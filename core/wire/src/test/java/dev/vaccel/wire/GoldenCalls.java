package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.ArgumentReader;
import dev.vaccel.api.spi.CallSender;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.OutgoingCall;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes one call of an API whose bytes must be those of one vector, and whose reply is another: the
 * stub encodes the first and decodes the second, the dispatcher the other way round.
 */
final class GoldenCalls<T> implements CallSender {
  static final int SEQUENCE = 0x0001_0003;

  private final ApiBinding<T> binding;
  private final T target;
  private final int session;
  private final long timeoutNs;
  private final byte[] request;
  private final byte[] reply;

  GoldenCalls(
      ApiBinding<T> binding, T target, int session, long timeoutNs, String request, String reply) {
    this.binding = binding;
    this.target = target;
    this.session = session;
    this.timeoutNs = timeoutNs;
    this.request = GoldenVector.load(request).bytes();
    this.reply = GoldenVector.load(reply).bytes();
  }

  T stub() {
    return binding.stub(this);
  }

  static void assertSame(byte[] expected, byte[] actual) {
    // Arrays alone would fail without showing where.
    if (expected.length < 2000) {
      assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(actual));
    }
    assertArrayEquals(expected, actual);
  }

  private byte[] sent(BodyWriter body) {
    ScriptedLink link = new ScriptedLink();
    new FrameWriter(link).send(body, SEQUENCE, session);
    return link.written();
  }

  @Override
  public boolean retries(OperationDescription operation, TransportException failure, int attempt) {
    return false;
  }

  @Override
  public OutgoingCall begin(OperationDescription operation) {
    return new Call(operation);
  }

  private final class Call implements OutgoingCall {
    private final OperationDescription operation;
    private final BodyWriter body = new BodyWriter();
    private final List<MemorySegment> out = new ArrayList<>();

    Call(OperationDescription operation) {
      this.operation = operation;
      body.beginCall(operation.apiId(), operation.code(), timeoutNs);
    }

    @Override
    public ArgumentReader invoke() {
      assertSame(request, sent(body));
      Loopback.Arrived call = Loopback.read(request, 16);
      assertEquals(timeoutNs, call.payload().get(FrameLayout.LONG, 8));
      BodyReader arguments = new BodyReader(false);
      arguments.reset(call.body(FrameLayout.CALL_BYTES), call.bulk());
      Loopback.Reply result = new Loopback.Reply();
      binding.dispatch(operation.code(), target, arguments, result);
      assertSame(reply, sent(result.body));
      Loopback.Arrived back = Loopback.read(reply, 0);
      BodyReader reader = new BodyReader(true);
      reader.reset(back.body(FrameLayout.REPLY_BYTES), back.bulk());
      out.forEach(o -> reader.getInto(o, o.byteSize(), false));
      return reader;
    }

    @Override
    public void receiveInto(MemorySegment destination, long lengthBytes) {
      out.add(destination.asSlice(0, lengthBytes));
    }

    @Override
    public void close() {}

    @Override
    public void putLong(long value) {
      body.putLong(value);
    }

    @Override
    public void putFloat(float value) {
      body.putFloat(value);
    }

    @Override
    public void putDouble(double value) {
      body.putDouble(value);
    }

    @Override
    public void putString(String value) {
      body.putString(value);
    }

    @Override
    public void putResource(ResourceId value) {
      body.putResource(value);
    }

    @Override
    public void putTensor(Tensor value) {
      body.putTensor(value);
    }

    @Override
    public void putSegment(MemorySegment segment, long lengthBytes) {
      body.putSegment(segment, lengthBytes);
    }
  }
}
