package dev.vaccel.backend.genop;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.codegen.GenericSlot;
import dev.vaccel.codegen.GenericSlot.Element;
import dev.vaccel.codegen.GenericValue;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Puts a result into write arguments. Confined to the thread of the call. */
final class WrittenValues {
  private final GenopArguments arguments;
  private final List<GenericSlot> slots;
  private final Iterator<Object> values;
  // What each argument gets: bytes of values, or memory as it lies.
  private final List<ByteArrayOutputStream> bytes = new ArrayList<>();
  private final List<List<MemorySegment>> memory = new ArrayList<>();

  /**
   * For one result.
   *
   * @param values as a dispatcher wrote them
   */
  WrittenValues(GenopArguments arguments, List<GenericSlot> slots, List<Object> values) {
    this.arguments = arguments;
    this.slots = slots;
    this.values = values.iterator();
    for (int slot = 0; slot < slots.size(); slot++) {
      bytes.add(new ByteArrayOutputStream());
      memory.add(new ArrayList<>());
    }
  }

  /**
   * Puts the result.
   *
   * @param results gets what became of its arguments
   */
  void put(GenericValue result, MemorySegment[] results) {
    // Before it: memory that was written, which has its place.
    int first = first(result);
    put(result);
    for (int slot = first; slot < slots.size(); slot++) {
      boolean isMemory = slots.get(slot).element() == Element.MEMORY;
      long size =
          isMemory
              ? memory.get(slot).stream().mapToLong(MemorySegment::byteSize).sum()
              : bytes.get(slot).size();
      long room = arguments.write().get(slot).byteSize();
      if (size > room) {
        throw GenopErrors.tooShort(
            SlotChecks.what(arguments, "write", slot, slots.get(slot)), size, room);
      }
      results[slot] =
          isMemory
              ? joined(memory.get(slot), size)
              : MemorySegment.ofArray(bytes.get(slot).toByteArray());
    }
  }

  private static int first(GenericValue value) {
    return switch (value) {
      case GenericValue.One(int slot) -> slot;
      case GenericValue.Named(int slot, _) -> slot;
      case GenericValue.Memory(int slot, int lengths) -> lengths < 0 ? slot : lengths;
      case GenericValue.OfTensor tensor -> tensor.type();
      case GenericValue.Fields(List<GenericValue> fields) -> first(fields.getFirst());
      case GenericValue.Many(int counts, GenericValue element) ->
          counts < 0 ? first(element) : counts;
    };
  }

  private static MemorySegment joined(List<MemorySegment> parts, long size) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    MemorySegment all = GenopArguments.zeros(size);
    long at = 0;
    for (MemorySegment part : parts) {
      all.asSlice(at, part.byteSize()).copyFrom(part);
      at += part.byteSize();
    }
    return all;
  }

  private void put(GenericValue value) {
    switch (value) {
      case GenericValue.One(int slot) -> one(slot, values.next());
      case GenericValue.Named(int slot, _) -> one(slot, values.next());
      case GenericValue.Memory part -> memory(part, (MemorySegment) values.next());
      case GenericValue.OfTensor(int type, GenericValue.Many dims, GenericValue.Memory data) -> {
        Tensor tensor = (Tensor) values.next();
        one(type, (long) tensor.elementType().number());
        dims(dims, tensor.shape());
        memory(data, tensor.data());
      }
      case GenericValue.Fields(List<GenericValue> fields) -> fields.forEach(this::put);
      case GenericValue.Many(int counts, GenericValue element) -> {
        long count = (Long) values.next();
        if (counts >= 0) {
          one(counts, count);
        }
        for (long i = 0; i < count; i++) {
          put(element);
        }
      }
    }
  }

  private void dims(GenericValue.Many dims, Shape shape) {
    if (dims.counts() >= 0) {
      one(dims.counts(), (long) shape.rank());
    }
    int slot = first(dims.element());
    for (long dim : shape.dims()) {
      one(slot, dim);
    }
  }

  private void memory(GenericValue.Memory part, MemorySegment content) {
    if (part.lengths() >= 0) {
      one(part.lengths(), content.byteSize());
    }
    memory.get(part.slot()).add(content);
  }

  private void one(int slot, Object value) {
    Element element = slots.get(slot).element();
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    switch (element) {
      // The lower bytes of a number are the number.
      case BOOL, INT8, INT16, INT32, INT64 -> number.putLong(0, (Long) value);
      case FLOAT32 -> number.putFloat(0, (Float) value);
      case FLOAT64 -> number.putDouble(0, (Double) value);
      case RESOURCE -> {
        bytes.get(slot).writeBytes(((ResourceId) value).bytes());
        return;
      }
      case STRING -> {
        text(slot, (String) value);
        return;
      }
      case MEMORY -> throw new IllegalStateException(slots.get(slot).name());
    }
    bytes.get(slot).write(number.array(), 0, element.bytes());
  }

  private void text(int slot, String text) {
    if (text.indexOf('\0') >= 0) {
      throw GenopErrors.unsupported(
          SlotChecks.what(arguments, "write", slot, slots.get(slot))
              + ": a text with a NUL inside cannot be a STRING",
          null);
    }
    bytes.get(slot).writeBytes((text + '\0').getBytes(StandardCharsets.UTF_8));
  }
}
