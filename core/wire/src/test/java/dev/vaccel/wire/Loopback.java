package dev.vaccel.wire;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.ArgumentReader;
import dev.vaccel.api.spi.CallSender;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.OutgoingCall;
import dev.vaccel.api.spi.ReplyWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Stub, frames and dispatcher of one API in one thread: each call is written to bytes, read again,
 * dispatched, and its reply likewise.
 */
final class Loopback<T> implements CallSender {
  static final MemorySegment NONE = MemorySegment.ofArray(new byte[0]);

  private final ApiBinding<T> binding;
  private final T target;
  private byte[] request = new byte[0];
  private byte[] reply = new byte[0];

  Loopback(ApiBinding<T> binding, T target) {
    this.binding = binding;
    this.target = target;
  }

  /** The stub. */
  T stub() {
    return binding.stub(this);
  }

  /** The bytes of the last call. */
  byte[] request() {
    return request;
  }

  /** The bytes of the last reply. */
  byte[] reply() {
    return reply;
  }

  @Override
  public boolean retries(OperationDescription operation, TransportException failure, int attempt) {
    return false;
  }

  @Override
  public OutgoingCall begin(OperationDescription operation) {
    return new Call(operation);
  }

  /** A frame and its bulk stream, as they arrived. */
  record Arrived(MemorySegment payload, MemorySegment bulk) {
    MemorySegment body(int prefix) {
      return payload.asSlice(prefix);
    }
  }

  /**
   * Reads a frame and what follows of its bulk stream.
   *
   * @param bulkAt where the payload says how long the stream is
   */
  static Arrived read(byte[] bytes, int bulkAt) {
    FrameReader reader =
        new FrameReader(new ScriptedLink().feed(bytes), "loop", FrameLayout.MAX_PAYLOAD);
    if (!reader.next()) {
      throw new AssertionError("nothing was written");
    }
    MemorySegment payload = Arena.ofAuto().allocate(reader.length(), 8);
    payload.copyFrom(reader.payload());
    long total = payload.get(FrameLayout.LONG, bulkAt);
    MemorySegment bulk = total == 0 ? NONE : Arena.ofAuto().allocate(total, 64);
    long at = 0;
    while (reader.next()) {
      long left = reader.bulkLeft();
      reader.readBulk(bulk.asSlice(at, left));
      at += left;
    }
    if (at != total) {
      throw new AssertionError(at + " bytes of bulk, announced were " + total);
    }
    return new Arrived(payload, bulk);
  }

  private static byte[] written(BodyWriter body) {
    ScriptedLink link = new ScriptedLink();
    new FrameWriter(link).send(body, 77, 5);
    return link.written();
  }

  /** The caller's side. */
  private final class Call implements OutgoingCall {
    private final OperationDescription operation;
    private final BodyWriter body = new BodyWriter();
    private final List<MemorySegment> out = new ArrayList<>();

    Call(OperationDescription operation) {
      this.operation = operation;
      body.beginCall(operation.apiId(), operation.code(), 0);
    }

    @Override
    public void receiveInto(MemorySegment destination, long lengthBytes) {
      out.add(destination.asSlice(0, lengthBytes));
    }

    @Override
    public ArgumentReader invoke() {
      request = written(body);
      Arrived call = read(request, 16);
      BodyReader arguments = new BodyReader(false);
      arguments.reset(call.body(FrameLayout.CALL_BYTES), call.bulk());
      Reply result = new Reply();
      binding.dispatch(operation.code(), target, arguments, result);
      reply = written(result.body);
      Arrived back = read(reply, 0);
      BodyReader reader = new BodyReader(true);
      reader.reset(back.body(FrameLayout.REPLY_BYTES), back.bulk());
      out.forEach(o -> reader.getInto(o, o.byteSize(), false));
      return reader;
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

  /** The dispatcher's side. */
  static final class Reply implements ReplyWriter {
    final BodyWriter body = new BodyWriter();

    Reply() {
      body.beginReply();
    }

    @Override
    public MemorySegment reserve(long lengthBytes) {
      if (lengthBytes <= FrameLayout.INLINE_LIMIT) {
        return body.reserveInline(lengthBytes);
      }
      MemorySegment memory = Arena.ofAuto().allocate(lengthBytes, 64);
      body.putSegment(memory, lengthBytes);
      return memory;
    }

    @Override
    public MemorySegment reserve(MemorySegment received, long lengthBytes) {
      MemorySegment memory = reserve(lengthBytes);
      MemorySegment.copy(received, 0, memory, 0, received.byteSize());
      return memory;
    }

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
