package dev.vaccel.backend.genop;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.codegen.Api;
import dev.vaccel.codegen.GenericSlot;
import dev.vaccel.codegen.GenericSlot.Element;
import dev.vaccel.codegen.GenericValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Takes read arguments apart, value by value, in the order in which a dispatcher wants them.
 * Arguments were checked by {@link SlotChecks}; what is inside of them is checked here. Memory is
 * taken for what is there, never for what a count says. Confined to the thread of the call.
 */
final class ReadValues {
  /** Values of one call: each costs some memory, whatever it is. */
  static final int MAX_VALUES = 1 << 16;

  private static final ValueLayout.OfShort INT16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ElementType[] ELEMENT_TYPES = ElementType.values();

  private final GenopArguments arguments;
  private final List<GenericSlot> slots;
  // How far each argument was read.
  private final long[] at;
  private final List<Object> values = new ArrayList<>();

  ReadValues(GenopArguments arguments, List<GenericSlot> slots) {
    this.arguments = arguments;
    this.slots = slots;
    this.at = new long[slots.size()];
  }

  /** The next parameter, which is a value. */
  void add(GenericValue value) {
    switch (value) {
      case GenericValue.One(int slot) -> put(one(slot));
      case GenericValue.Named(int slot, Api.EnumType type) -> put(constant(slot, type));
      case GenericValue.Memory memory -> put(memory(memory));
      case GenericValue.OfTensor tensor -> put(tensor(tensor));
      case GenericValue.Fields(List<GenericValue> fields) -> fields.forEach(this::add);
      case GenericValue.Many many -> {
        int count = count(many);
        put((long) count);
        for (int i = 0; i < count; i++) {
          add(many.element());
        }
      }
    }
  }

  /** The next parameter, which is memory. */
  void addWhole(int slot) {
    at[slot] = arguments.data(slot).byteSize();
    put(new DescribedReader.Whole(what(slot), arguments.elements(slot)));
  }

  /** The next parameter, which is memory among the write arguments. */
  void addWritten() {
    put(DescribedReader.WRITTEN);
  }

  /** A reader of all of them, after everything in the arguments was used. */
  DescribedReader reader() {
    for (int slot = 0; slot < at.length; slot++) {
      long bytes = arguments.data(slot).byteSize();
      if (at[slot] != bytes) {
        throw GenopErrors.invalid(what(slot) + ": " + bytes + " bytes, expected " + at[slot]);
      }
    }
    return new DescribedReader(arguments.operation(), values);
  }

  private void put(Object value) {
    if (values.size() == MAX_VALUES) {
      throw GenopErrors.invalid(
          arguments.operation() + ": lists of more than " + MAX_VALUES + " values");
    }
    values.add(value);
  }

  private int count(GenericValue.Many many) {
    if (many.counts() >= 0) {
      long count = (Long) one(many.counts());
      if (count < 0) {
        throw GenopErrors.invalid(what(many.counts()) + ": " + count + ", expected 0 or more");
      }
      return (int) count;
    }
    int slot = slotOf(many.element());
    long count = arguments.data(slot).byteSize() / slots.get(slot).element().bytes();
    return (int) Math.min(count, Integer.MAX_VALUE);
  }

  private static int slotOf(GenericValue fixed) {
    return switch (fixed) {
      case GenericValue.One(int slot) -> slot;
      case GenericValue.Named(int slot, _) -> slot;
      case GenericValue.Memory _,
          GenericValue.OfTensor _,
          GenericValue.Fields _,
          GenericValue.Many _ ->
          throw new IllegalStateException("a list of these has a count");
    };
  }

  private Object one(int slot) {
    Element element = slots.get(slot).element();
    if (element == Element.STRING) {
      return text(slot);
    }
    MemorySegment value = take(slot, slot, element.bytes());
    return switch (element) {
      case BOOL -> bool(slot, value.get(JAVA_BYTE, 0));
      case INT8 -> (long) value.get(JAVA_BYTE, 0);
      case INT16 -> (long) value.get(INT16, 0);
      case INT32 -> (long) value.get(GenopArguments.INT32, 0);
      case INT64 -> value.get(GenopArguments.INT64, 0);
      case FLOAT32 -> value.get(GenopArguments.FLOAT32, 0);
      case FLOAT64 -> Double.longBitsToDouble(value.get(GenopArguments.INT64, 0));
      case RESOURCE -> ResourceId.of(value.toArray(JAVA_BYTE));
      case STRING, MEMORY -> throw new IllegalStateException(element.toString());
    };
  }

  private long bool(int slot, byte value) {
    if (value != 0 && value != 1) {
      throw GenopErrors.invalid(what(slot) + ": " + value + ", expected 0 or 1");
    }
    return value;
  }

  private Object constant(int slot, Api.EnumType type) {
    long number = (Long) one(slot);
    if (type.constants().stream().noneMatch(c -> c.number() == number)) {
      throw GenopErrors.invalid(
          what(slot)
              + ": "
              + number
              + ", expected "
              + type.constants().stream()
                  .map(c -> c.number() + " " + c.name())
                  .collect(Collectors.joining(", ")));
    }
    return number;
  }

  /** The next text, up to its NUL. */
  private String text(int slot) {
    MemorySegment data = arguments.data(slot);
    long end = at[slot];
    while (end < data.byteSize() && data.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    if (end == data.byteSize()) {
      throw GenopErrors.invalid(what(slot) + ": STRING without NUL behind each of its texts");
    }
    byte[] utf8 = data.asSlice(at[slot], end - at[slot]).toArray(JAVA_BYTE);
    at[slot] = end + 1;
    if (utf8.length == 0) {
      return "";
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException _) {
      throw GenopErrors.invalid(what(slot) + ": a text is not UTF-8");
    }
  }

  private MemorySegment memory(GenericValue.Memory memory) {
    int slot = memory.slot();
    boolean whole = memory.lengths() < 0;
    long length = whole ? arguments.data(slot).byteSize() : (Long) one(memory.lengths());
    return GenopArguments.aligned(take(slot, whole ? slot : memory.lengths(), length));
  }

  private Tensor tensor(GenericValue.OfTensor parts) {
    long number = (Long) one(parts.type());
    ElementType type = null;
    for (ElementType candidate : ELEMENT_TYPES) {
      if (candidate.number() == number) {
        type = candidate;
      }
    }
    if (type == null) {
      throw GenopErrors.invalid(what(parts.type()) + ": element type " + number + " is not known");
    }
    int dimsSlot = slotOf(parts.dims().element());
    int rank = count(parts.dims());
    if (rank > Shape.MAX_RANK) {
      throw GenopErrors.invalid(
          what(dimsSlot) + ": " + rank + " dimensions, expected at most " + Shape.MAX_RANK);
    }
    long[] dims = new long[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = (Long) one(dimsSlot);
    }
    MemorySegment data = memory(parts.data());
    try {
      return new Tensor(type, Shape.of(dims), data);
    } catch (InvalidArgumentException e) {
      throw GenopErrors.invalid(what(parts.data().slot()) + ": " + e.getMessage());
    }
  }

  /**
   * The next bytes of an argument.
   *
   * @param said the argument that tells how many
   */
  private MemorySegment take(int slot, int said, long bytes) {
    MemorySegment data = arguments.data(slot);
    if (bytes < 0 || bytes > data.byteSize() - at[slot]) {
      throw GenopErrors.invalid(
          what(slot)
              + ": "
              + data.byteSize()
              + " bytes, expected "
              + bytes
              + " more at "
              + at[slot]
              + (said == slot ? "" : " as " + slots.get(said).name() + " says"));
    }
    long start = at[slot];
    at[slot] += bytes;
    return data.asSlice(start, bytes);
  }

  private String what(int slot) {
    return SlotChecks.what(arguments, "read", slot, slots.get(slot));
  }
}
