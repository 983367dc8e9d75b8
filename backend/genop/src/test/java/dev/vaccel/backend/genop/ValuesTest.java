package dev.vaccel.backend.genop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.codegen.Api;
import dev.vaccel.codegen.Api.Direction;
import dev.vaccel.codegen.Api.Parameter;
import dev.vaccel.codegen.GenericLayout;
import dev.vaccel.codegen.GenericSlot;
import dev.vaccel.codegen.Type;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every type of the description language, in values, records and lists of lists. */
class ValuesTest {
  private static final Api.EnumType MODE =
      new Api.EnumType(
          "Mode", "p.Mode", List.of(new Api.Constant("SLOW", 0), new Api.Constant("FAST", 5)));
  private static final List<Type> PLAIN =
      List.of(
          Type.Simple.BOOL,
          Type.Simple.I8,
          Type.Simple.I16,
          Type.Simple.I32,
          Type.Simple.I64,
          Type.Simple.F32,
          Type.Simple.F64,
          Type.Simple.STRING,
          Type.Simple.RESOURCE,
          Type.Simple.TENSOR,
          Type.Simple.SEGMENT,
          new Type.EnumRef("Mode"),
          new Type.HandleRef("Item"));

  private final Random random = new Random(7);

  private static Api api() {
    List<Api.Field> inner = new ArrayList<>();
    List<Api.Field> outer = new ArrayList<>();
    for (Type type : PLAIN) {
      inner.add(new Api.Field("f" + inner.size(), type));
      outer.add(new Api.Field("l" + outer.size(), new Type.ListOf(type)));
    }
    outer.add(new Api.Field("inner", new Type.ListOf(new Type.RecordRef("Inner"))));
    return new Api(
        7,
        "sample",
        1,
        "p.Sample",
        "",
        List.of(MODE),
        List.of(
            new Api.RecordType("Inner", "p.Inner", inner),
            new Api.RecordType("Outer", "p.Outer", outer)),
        List.of(new Api.HandleType("Item", "p.Item")),
        List.of());
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    List<Type> types = new ArrayList<>(PLAIN);
    PLAIN.forEach(type -> types.add(new Type.ListOf(type)));
    PLAIN.forEach(type -> types.add(new Type.ListOf(new Type.ListOf(type))));
    types.add(new Type.RecordRef("Inner"));
    types.add(new Type.ListOf(new Type.RecordRef("Inner")));
    for (Type type : types) {
      for (int round = 0; round < 20; round++) {
        goesThere(type);
      }
    }
  }

  @Test
  void recordsWithListsOfEveryTypeTravelInLists() {
    for (int round = 0; round < 20; round++) {
      goesThere(new Type.RecordRef("Outer"));
      goesThere(new Type.ListOf(new Type.RecordRef("Outer")));
    }
  }

  @Test
  void contentThatDoesNotFitIsRefusedWithItsPlace() {
    Type texts = new Type.ListOf(Type.Simple.STRING);
    refuses(
        "sample.o, read argument 0 (v.count): -1, expected 0 or more", texts, count(-1), none());
    refuses("read argument 1 (v): STRING without NUL", texts, count(2), Typed.texts("a"));
    refuses("read argument 1 (v): 4 bytes, expected 2", texts, count(1), Typed.texts("a", "b"));
    refuses(
        "read argument 1 (v): a text is not UTF-8",
        texts,
        count(1),
        Typed.bytes(ArgumentType.STRING, (byte) 0xff, (byte) 0));
    refuses(
        "read argument 0 (v): 3, expected 0 SLOW, 5 FAST",
        new Type.EnumRef("Mode"),
        TypedArgument.ofInt(3));
    refuses(
        "read argument 0 (v): 2, expected 0 or 1",
        Type.Simple.BOOL,
        Typed.bytes(ArgumentType.BOOL, (byte) 2));
    Type memories = new Type.ListOf(Type.Simple.SEGMENT);
    refuses(
        "read argument 2 (v): 4 bytes, expected 5 more at 0 as v.length says",
        memories,
        count(1),
        Typed.int64s(5),
        Typed.buffer(new byte[4]));
    refuses(
        "read argument 2 (v): 4 bytes, expected -1 more at 0 as v.length says",
        memories,
        count(1),
        Typed.int64s(-1),
        Typed.buffer(new byte[4]));
    refuses(
        "read argument 1 (v.length): 8 bytes, expected 8 more at 8",
        memories,
        count(Integer.MAX_VALUE),
        Typed.int64s(4),
        Typed.buffer(new byte[4]));
    refuses(
        "read argument 0 (v): INT32_ARRAY of 7 bytes",
        new Type.ListOf(Type.Simple.I32),
        Typed.bytes(ArgumentType.INT32_ARRAY, new byte[7]));
    refuses(
        "read argument 0 (v): UINT8_ARRAY of 31 bytes",
        Type.Simple.RESOURCE,
        Typed.bytes(ArgumentType.UINT8_ARRAY, new byte[31]));
    refuses(
        "sample.o: lists of more than 65536 values",
        new Type.ListOf(Type.Simple.I8),
        Typed.bytes(ArgumentType.INT8_ARRAY, new byte[1 << 16]));
    refuses("read argument 0 (v) has no content", Type.Simple.I32, room(4));
    refuses("read argument 0 (v): INT32 of -4 bytes", Type.Simple.I32, room(-4));
  }

  @Test
  void aTensorThatCannotBeIsRefused() {
    refuses(
        "read argument 0 (v.type): element type 99 is not known",
        Type.Simple.TENSOR,
        TypedArgument.ofInt(99),
        Typed.int64s(1),
        Typed.buffer(new byte[4]));
    refuses(
        "read argument 2 (v.data): tensor f32[2]: expected 2 elements of 4 bytes, got 4 bytes",
        Type.Simple.TENSOR,
        TypedArgument.ofInt(3),
        Typed.int64s(2),
        Typed.buffer(new byte[4]));
    refuses(
        "read argument 1 (v.dims): 17 dimensions, expected at most 16",
        Type.Simple.TENSOR,
        TypedArgument.ofInt(3),
        Typed.int64s(new long[17]),
        Typed.buffer(new byte[4]));
    for (long dim : new long[] {-1, -2, Long.MIN_VALUE}) {
      refuses(
          "read argument 2 (v.data): ",
          Type.Simple.TENSOR,
          TypedArgument.ofInt(3),
          Typed.int64s(dim),
          Typed.buffer(new byte[4]));
    }
  }

  @Test
  void aResultWithoutEnoughRoomSaysHowMuchItTakes() {
    GenericLayout layout = layout(null, new Type.ListOf(Type.Simple.STRING));
    GenopArguments arguments =
        new GenopArguments(
            "sample.o", List.of(), List.of(room(4), TypedArgument.room(ArgumentType.STRING, 5)));
    SlotChecks.check(layout, arguments);
    DescribedReply reply = new DescribedReply(layout, arguments);
    reply.putLong(2);
    reply.putString("ab");
    reply.putString("cd");
    var error = assertThrows(BackendException.class, reply::results);
    assertEquals(34, error.vendorCode());
    assertEquals(
        "sample.o, write argument 1 (result) of 5 bytes, expected at least 6", error.getMessage());
  }

  private static GenericLayout layout(@Nullable Type parameter, @Nullable Type result) {
    List<Parameter> parameters =
        parameter == null
            ? List.of()
            : parameter == Type.Simple.SEGMENT
                ? List.of(new Parameter("v", parameter, Direction.IN, "", ""))
                : List.of(new Parameter("v", parameter, Direction.VALUE, "", ""));
    return GenericLayout.of(
        api(),
        new Api.Operation(1, "o", 1, false, false, false, false, "", "", parameters, result));
  }

  private static void refuses(String message, Type type, TypedArgument... read) {
    var error = assertThrows(BackendException.class, () -> read(type, List.of(read)));
    assertEquals(22, error.vendorCode());
    assertTrue(error.getMessage().contains(message), error::getMessage);
  }

  private static DescribedReader read(Type type, List<TypedArgument> read) {
    GenericLayout layout = layout(type, null);
    GenopArguments arguments = new GenopArguments("sample.o", read, List.of());
    SlotChecks.check(layout, arguments);
    ReadValues values = new ReadValues(arguments, layout.read());
    layout.values().forEach(values::add);
    layout.segments().forEach(segment -> values.addWhole(segment.slot()));
    return values.reader();
  }

  /** Writes values of a type as a dispatcher does, and reads them as one does. */
  private void goesThere(Type type) {
    GenericLayout layout = layout(null, type);
    List<TypedArgument> write =
        layout.write().stream()
            .map(slot -> TypedArgument.room(argumentType(slot), size(slot)))
            .toList();
    GenopArguments arguments = new GenopArguments("sample.o", List.of(), write);
    SlotChecks.check(layout, arguments);
    DescribedReply reply = new DescribedReply(layout, arguments);
    List<Object> expected = new ArrayList<>();
    make(type, expected);
    expected.forEach(value -> put(reply, value));
    List<MemorySegment> results = reply.results();
    List<TypedArgument> read = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      read.add(TypedArgument.of(argumentType(layout.write().get(i)), results.get(i)));
    }
    DescribedReader reader = read(type, read);
    List<Object> actual = new ArrayList<>();
    expected.forEach(value -> actual.add(get(reader, value)));
    reader.end();
    assertEquals(
        expected.stream().map(ValuesTest::shown).toList(),
        actual.stream().map(ValuesTest::shown).toList(),
        type.text());
  }

  private void make(Type type, List<Object> values) {
    switch (type) {
      case Type.Simple simple ->
          values.add(
              switch (simple) {
                case BOOL -> (Object) (long) random.nextInt(2);
                case I8 -> (long) (byte) random.nextInt();
                case I16 -> (long) (short) random.nextInt();
                case I32 -> (long) random.nextInt();
                case I64 -> random.nextLong();
                case F32 -> random.nextFloat();
                case F64 -> random.nextDouble();
                case STRING -> "ä".repeat(random.nextInt(4));
                case RESOURCE -> ResourceId.of(bytes(32));
                case TENSOR -> tensor();
                case SEGMENT -> MemorySegment.ofArray(bytes(random.nextInt(20)));
              });
      case Type.EnumRef _ -> values.add(random.nextBoolean() ? 0L : 5L);
      case Type.HandleRef _ -> values.add(random.nextLong());
      case Type.RecordRef(String name) ->
          api().recordType(name).fields().forEach(field -> make(field.type(), values));
      case Type.ListOf(Type element) -> {
        int count = random.nextInt(4);
        values.add((long) count);
        for (int i = 0; i < count; i++) {
          make(element, values);
        }
      }
    }
  }

  private Tensor tensor() {
    long[] dims = new long[random.nextInt(3)];
    int count = 1;
    for (int i = 0; i < dims.length; i++) {
      dims[i] = random.nextInt(3);
      count *= (int) dims[i];
    }
    return new Tensor(ElementType.U16, Shape.of(dims), MemorySegment.ofArray(bytes(2 * count)));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void put(DescribedReply reply, Object value) {
    switch (value) {
      case Long number -> reply.putLong(number);
      case Float number -> reply.putFloat(number);
      case Double number -> reply.putDouble(number);
      case String text -> reply.putString(text);
      case ResourceId id -> reply.putResource(id);
      case Tensor tensor -> reply.putTensor(tensor);
      case MemorySegment memory -> reply.putSegment(memory, memory.byteSize());
      default -> throw new AssertionError(value);
    }
  }

  private static Object get(DescribedReader reader, Object like) {
    return switch (like) {
      case Long _ -> (Object) reader.getLong();
      case Float _ -> reader.getFloat();
      case Double _ -> reader.getDouble();
      case String _ -> reader.getString();
      case ResourceId _ -> reader.getResource();
      case Tensor _ -> reader.getTensor();
      case MemorySegment _ -> aligned(reader.getSegment());
      default -> throw new AssertionError(like);
    };
  }

  private static MemorySegment aligned(MemorySegment memory) {
    assertEquals(8, memory.maxByteAlignment() & 8, "alignment");
    return memory;
  }

  private static String shown(Object value) {
    return switch (value) {
      case Tensor tensor -> tensor.elementType() + " " + tensor.shape() + shown(tensor.data());
      case MemorySegment memory -> Arrays.toString(memory.toArray(ValueLayout.JAVA_BYTE));
      default -> value.toString();
    };
  }

  private static ArgumentType argumentType(GenericSlot slot) {
    return ArgumentType.valueOf(slot.type());
  }

  private static long size(GenericSlot slot) {
    boolean any = slot.many() || slot.element().bytes() == 0;
    return any ? 1 << 20 : slot.element().bytes();
  }

  private static TypedArgument count(int value) {
    return TypedArgument.ofInt(value);
  }

  private static TypedArgument none() {
    return Typed.bytes(ArgumentType.STRING);
  }

  private static TypedArgument room(long bytes) {
    return TypedArgument.room(ArgumentType.INT32, bytes);
  }
}
