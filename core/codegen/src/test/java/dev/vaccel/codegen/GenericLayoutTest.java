package dev.vaccel.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.codegen.Api.Direction;
import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Typed arguments that follow from a description. */
class GenericLayoutTest {
  private static final Api API = Samples.everything();

  @Test
  void parametersKeepTheirOrderAndWrittenMemoryIsApart() {
    GenericLayout layout = GenericLayout.of(API, API.operations().getFirst());
    assertEquals("m:INT32 n:INT32 mode:INT32 a:BUFFER", text(layout.read()));
    assertEquals("b:BUFFER c:BUFFER", text(layout.write()));
    assertEquals(
        List.of(
            new GenericLayout.Segment(Direction.IN, 3),
            new GenericLayout.Segment(Direction.IN_OUT, 0),
            new GenericLayout.Segment(Direction.OUT, 1)),
        layout.segments());
    assertEquals(
        List.of(
            new GenericValue.One(0),
            new GenericValue.One(1),
            new GenericValue.Named(2, API.enumType("Mode"))),
        layout.values());
  }

  @Test
  void aListIsItsCountAndAnArrayForEachPart() {
    GenericLayout layout = GenericLayout.of(API, API.operations().get(1));
    assertEquals("item:INT64 n:INT64", text(layout.read()));
    assertEquals(
        "count:INT32 x:INT32_ARRAY y:INT32_ARRAY rest.count:INT32_ARRAY rest:INT32_ARRAY",
        text(layout.write()));
  }

  @Test
  void everyTypeHasItsArguments() {
    assertEquals(
        "v:BOOL v:INT8 v:INT16 v:FLOAT32 v:FLOAT64 v:STRING v:UINT8_ARRAY v:INT64",
        read(
            Type.Simple.BOOL,
            Type.Simple.I8,
            Type.Simple.I16,
            Type.Simple.F32,
            Type.Simple.F64,
            Type.Simple.STRING,
            Type.Simple.RESOURCE,
            new Type.HandleRef("Item")));
    assertEquals("v.type:INT32 v.dims:INT64_ARRAY v.data:BUFFER", read(Type.Simple.TENSOR));
    assertEquals(
        "v.count:INT32 v.type:INT32_ARRAY v.dims.count:INT32_ARRAY v.dims:INT64_ARRAY"
            + " v.data.length:INT64_ARRAY v.data:BUFFER",
        read(new Type.ListOf(Type.Simple.TENSOR)));
    assertEquals(
        "v.count:INT32 v:STRING v:UINT8_ARRAY v:INT64_ARRAY v.count:INT32 v.length:INT64_ARRAY"
            + " v:BUFFER",
        read(
            new Type.ListOf(Type.Simple.STRING),
            new Type.ListOf(Type.Simple.RESOURCE),
            new Type.ListOf(new Type.HandleRef("Item")),
            new Type.ListOf(Type.Simple.SEGMENT)));
    assertEquals(
        "v.count:INT32 v.count:INT32_ARRAY v:BOOL_ARRAY",
        read(new Type.ListOf(new Type.ListOf(Type.Simple.BOOL))));
  }

  @Test
  void numbersComeApartAgain() {
    assertEquals(0x2_0001, GenericLayout.number(2, 1));
    for (int api : new int[] {1, 2, 0x7fff, 0x8000, 0xffff}) {
      int number = GenericLayout.number(api, 0xfffe);
      assertEquals(api, GenericLayout.api(number));
      assertEquals(0xfffe, GenericLayout.code(number));
    }
  }

  @Test
  void whatCannotBeCalledSaysWhy() {
    Operation wide =
        Samples.operation(
            1,
            "wide",
            null,
            IntStream.range(0, 65)
                .mapToObj(i -> Samples.value("v" + i, Type.Simple.I32))
                .toArray(Parameter[]::new));
    assertEquals(
        Optional.of("it takes 65 arguments, more than 64"), GenericLayout.refusal(API, wide));
    assertEquals(Optional.empty(), GenericLayout.refusal(API, API.operations().getFirst()));
  }

  private static String read(Type... types) {
    Parameter[] parameters = new Parameter[types.length];
    for (int i = 0; i < types.length; i++) {
      parameters[i] = Samples.value("v", types[i]);
    }
    return text(GenericLayout.of(API, Samples.operation(1, "o", null, parameters)).read());
  }

  private static String text(List<GenericSlot> slots) {
    return slots.stream()
        .map(slot -> slot.name() + ":" + slot.type())
        .collect(Collectors.joining(" "));
  }
}
