package dev.vaccel.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
