package dev.vaccel.backend.genop;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.spi.ReplyWriter;
import dev.vaccel.codegen.Api;
import dev.vaccel.codegen.GenericLayout;
import dev.vaccel.codegen.GenericValue;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes from a dispatcher what an operation writes. Confined to the thread of the call. */
final class DescribedReply implements ReplyWriter {
  private static final MemorySegment NONE = MemorySegment.ofArray(new byte[0]);

  private final GenericLayout layout;
  private final GenopArguments arguments;
  private final List<Integer> written;
  private final MemorySegment[] results;
  private final List<Object> values = new ArrayList<>();
  private int reserved;

  DescribedReply(GenericLayout layout, GenopArguments arguments) {
    this.layout = layout;
    this.arguments = arguments;
    this.written =
        layout.segments().stream()
            .filter(segment -> segment.direction() != Api.Direction.IN)
            .map(GenericLayout.Segment::slot)
            .toList();
    this.results = new MemorySegment[layout.write().size()];
    Arrays.fill(results, NONE);
  }

  /** What became of the write arguments. */
  List<MemorySegment> results() {
    GenericValue result = layout.result();
    if (result != null) {
      new WrittenValues(arguments, layout.write(), values).put(result, results);
    }
    return List.of(results);
  }

  @Override
  public MemorySegment reserve(long lengthBytes) {
    return reserve(lengthBytes, false);
  }

  @Override
  public MemorySegment reserve(MemorySegment received, long lengthBytes) {
    return reserve(lengthBytes, true);
  }

  private MemorySegment reserve(long lengthBytes, boolean read) {
    int slot = written.get(reserved++);
    TypedArgument argument = arguments.write().get(slot);
    if (argument.byteSize() < lengthBytes) {
      throw GenopErrors.invalid(
          SlotChecks.what(arguments, "write", slot, layout.write().get(slot))
              + ": "
              + argument.byteSize()
              + " bytes, the other arguments imply "
              + lengthBytes);
    }
    MemorySegment memory = GenopArguments.zeros(lengthBytes);
    if (read && argument.data().byteSize() > 0) {
      memory.copyFrom(argument.data().asSlice(0, lengthBytes));
    }
    results[slot] = memory;
    return memory;
  }

  @Override
  public void putLong(long value) {
    values.add(value);
  }

  @Override
  public void putFloat(float value) {
    values.add(value);
  }

  @Override
  public void putDouble(double value) {
    values.add(value);
  }

  @Override
  public void putString(String value) {
    values.add(value);
  }

  @Override
  public void putResource(ResourceId value) {
    values.add(value);
  }

  @Override
  public void putTensor(Tensor value) {
    values.add(value);
  }

  @Override
  public void putSegment(MemorySegment segment, long lengthBytes) {
    values.add(segment.asSlice(0, lengthBytes));
  }
}
