package dev.vaccel.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocsEmitterTest {
  @Test
  void everyOperationHasARowAndASection() throws IOException {
    Api api = ApiJson.read(adder());
    String text = new DocsEmitter(List.of(api), (_, _) -> List.of("one", "two")).document();
    for (Api.Operation operation : api.operations()) {
      assertTrue(
          text.contains(
              "| ["
                  + api.name()
                  + "](#"
                  + api.name()
                  + ") ("
                  + api.id()
                  + ") | `"
                  + operation.name()
                  + "` ("
                  + operation.code()
                  + ") | one, two |"),
          text);
      assertTrue(text.contains("\n### " + operation.name() + "\n"), text);
      for (Api.Parameter parameter : operation.parameters()) {
        assertTrue(text.contains("\n| `" + parameter.name() + "` | "), text);
      }
    }
    for (Api.RecordType record : api.records()) {
      assertTrue(text.contains("\n| `" + record.name() + "` | "), text);
    }
  }

  @Test
  void everyOperationHasItsNumberAndItsTypedArgumentsOrSaysWhyNot() {
    Api api = Samples.everything();
    Api.Operation wide =
        Samples.operation(
            1,
            "wide",
            null,
            IntStream.range(0, 65)
                .mapToObj(i -> Samples.value("v" + i, Type.Simple.I32))
                .toArray(Api.Parameter[]::new));
    Api both = Samples.withOperations(api, List.of(wide, api.operations().get(1)));
    String text = new DocsEmitter(List.of(both), (_, _) -> List.of()).document();
    assertTrue(
        text.contains("\nNot to be called by a number: it takes 65 arguments, more than 64.\n"),
        text);
    assertTrue(
        text.contains(
            """

            By number 458754:

            - reads `item` INT64, `n` INT64
            - writes `count` INT32, `x` INT32_ARRAY, `y` INT32_ARRAY, `rest.count` INT32_ARRAY, \
            `rest` INT32_ARRAY
            """),
        text);
  }

  @Test
  void tagsComeApartAndInlineOnesBecomeCode() {
    MarkdownText text =
        MarkdownText.parse(
            """
            Adds {@code a} to {@link Other#b}.

            @param a first
                of two | more
            @return the sum
            @throws Some if it overflows\
            """);
    assertEquals("Adds `a` to `b`.\n\nFails with Some if it overflows.", text.body());
    assertEquals("first of two \\| more", text.parameter("a"));
    assertEquals("", text.parameter("b"));
    assertEquals("the sum", text.result());
  }

  private static String adder() throws IOException {
    try (var in = DocsEmitterTest.class.getResourceAsStream("Adder.json.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
