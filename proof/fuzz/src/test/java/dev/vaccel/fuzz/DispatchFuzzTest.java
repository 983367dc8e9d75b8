package dev.vaccel.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.runtime.ApiBindings;
import dev.vaccel.wire.BodyReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Bodies of calls, through the generated dispatcher of every described API (the session's own
 * included) into a target that looks at all it is given. Byte 0: API; 1: operation; 2 and 3: length
 * of the bulk stream, little-endian, in units of 16; the rest: the body, which also fills the
 * stream.
 */
class DispatchFuzzTest {
  private static final int HEADER = 4;
  // Any region, as its guest left it.
  private static final MemorySegment REGION = Arena.global().allocate(2 << 20, 64).fill((byte) 1);

  /** An operation and its binding. */
  private record Entry(ApiBinding<?> binding, OperationDescription operation) {}

  private static final List<Entry> OPERATIONS = operations();

  private static List<Entry> operations() {
    List<Entry> all = new ArrayList<>();
    for (ApiBinding<?> binding : ApiBindings.load().all()) {
      binding.description().operations().forEach(o -> all.add(new Entry(binding, o)));
    }
    return all;
  }

  @FuzzTest
  void dispatch(byte[] data) {
    if (data.length < HEADER) {
      return;
    }
    int units = (data[2] & 0xff) | (data[3] & 0xff) << 8;
    Entry entry = find(data[0] & 0xff, data[1] & 0xff);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment body = Fuzzing.nativeMemory(arena, data, HEADER);
      MemorySegment bulk = bulk(arena, body, 16L * units);
      // A part of the stream may be text (tensors of strings): memory for that is proportional.
      long input = data.length + bulk.byteSize();
      Fuzzing.decode(input, () -> dispatch(entry.binding(), entry.operation().code(), body, bulk));
    }
  }

  private static Entry find(int api, int code) {
    for (Entry entry : OPERATIONS) {
      if (entry.operation().apiId() == api && entry.operation().code() == code) {
        return entry;
      }
    }
    return OPERATIONS.get((api + 31 * code) % OPERATIONS.size());
  }

  private static <T> void dispatch(
      ApiBinding<T> binding, int code, MemorySegment body, MemorySegment bulk) {
    BodyReader arguments = new BodyReader(false);
    arguments.regions(
        (_, offset, length, _) -> {
          if (offset < 0 || length < 0 || offset > REGION.byteSize() - length) {
            throw arguments.malformed("not in the region");
          }
          return REGION.asSlice(offset, length);
        });
    arguments.reset(body, bulk);
    BoundedReply reply = new BoundedReply();
    binding.dispatch(code, RecordingTarget.of(binding.type()), arguments, reply);
    reply.body().frame(1, 1);
  }

  private static MemorySegment bulk(Arena arena, MemorySegment body, long bytes) {
    MemorySegment bulk = arena.allocate(Math.max(1, bytes), 64).asSlice(0, bytes);
    if (body.byteSize() > 0) {
      for (long at = 0; at < bytes; at += body.byteSize()) {
        MemorySegment.copy(body, 0, bulk, at, Math.min(body.byteSize(), bytes - at));
      }
    }
    return bulk;
  }

  /** Reads all of a segment, as far as that is cheap: it must be there. */
  static long touch(MemorySegment segment) {
    long sum = 0;
    for (long at = 0; at < segment.byteSize(); at += 4096) {
      sum += segment.get(ValueLayout.JAVA_BYTE, at);
    }
    return segment.byteSize() == 0
        ? sum
        : sum + segment.get(ValueLayout.JAVA_BYTE, segment.byteSize() - 1);
  }
}
