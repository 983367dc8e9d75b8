package dev.vaccel.wire;

import dev.vaccel.api.AcceleratorApi;
import dev.vaccel.api.Handle;
import dev.vaccel.api.In;
import dev.vaccel.api.InOut;
import dev.vaccel.api.Operation;
import dev.vaccel.api.Out;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.WireEnum;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Every type and direction of the description language. */
@AcceleratorApi(id = 999, name = "sampler")
public interface Sampler {
  /** Numbers out of order. */
  enum Color implements WireEnum {
    RED(7),
    GREEN(0),
    BLUE(2_000_000_000);

    private final int number;

    Color(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }

  /** A handle. */
  record Item(long value) implements Handle {}

  /** A record in records. */
  record Inner(String text, List<Double> numbers, MemorySegment memory) {}

  /** One of each. */
  record All(
      boolean z,
      byte b,
      short s,
      int i,
      long j,
      float f,
      double d,
      String t,
      ResourceId r,
      Tensor x,
      Color c,
      Item h,
      Inner inner,
      List<List<Inner>> nested,
      List<Color> colors) {}

  /** Returns what it is given. */
  @Operation(code = 1)
  All same(
      boolean z,
      byte b,
      short s,
      int i,
      long j,
      float f,
      double d,
      String t,
      ResourceId r,
      Tensor x,
      Color c,
      Item h,
      Inner inner,
      List<List<Inner>> nested,
      List<Color> colors);

  /** Memory in every direction; the values stand between it. */
  @Operation(code = 2)
  long memory(
      @In MemorySegment in,
      int n,
      @InOut(value = "8 * n", sent = "if(reply == RED, 0, 8 * n)") MemorySegment target,
      Color reply,
      @In("in.length + n") MemorySegment sender,
      @Out("max(in.length, 2 * n)") MemorySegment call);

  /** Returns memory. */
  @Operation(code = 3)
  MemorySegment returned(long bytes);
}
