package dev.vaccel.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.Hello;
import dev.vaccel.wire.Welcome;
import dev.vaccel.wire.WireError;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Payloads of HELLO (offers of APIs included), WELCOME and ERROR: what is read is written, and read
 * as the same again.
 */
class HandshakeFuzzTest {
  @FuzzTest
  void hello(byte[] data) {
    check(data, Hello::read, hello -> out -> hello.write(out));
  }

  @FuzzTest
  void welcome(byte[] data) {
    check(data, Welcome::read, welcome -> out -> welcome.write(out));
  }

  @FuzzTest
  void error(byte[] data) {
    check(data, WireError::read, error -> out -> error.write(out, FrameLayout.ERROR));
  }

  private static <T> void check(
      byte[] data, Function<MemorySegment, T> read, Function<T, Consumer<BodyWriter>> write) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment payload = Fuzzing.nativeMemory(arena, data, 0);
      Fuzzing.decode(data.length, () -> check(payload, read, write));
    }
  }

  private static <T> void check(
      MemorySegment payload,
      Function<MemorySegment, T> read,
      Function<T, Consumer<BodyWriter>> write) {
    T first = read.apply(payload);
    BodyWriter out = new BodyWriter();
    write.apply(first).accept(out);
    T second = read.apply(out.frame(0, 0).asSlice(FrameLayout.HEADER_BYTES));
    if (!first.equals(second)) {
      throw new AssertionError(first + " became " + second);
    }
  }
}
