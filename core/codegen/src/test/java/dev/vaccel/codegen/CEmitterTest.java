package dev.vaccel.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.codegen.Api.Direction;
import dev.vaccel.codegen.Api.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is emitted, as text. That it compiles and works is shown by guest/c's own tests. */
class CEmitterTest {
  private static Api with(Api.Operation... operations) {
    return Samples.withOperations(Samples.everything(), List.of(operations));
  }

  @ParameterizedTest
  @CsvSource({
    "topK,top_k",
    "label,label",
    "elementType,element_type",
    "httpURLFor,http_url_for",
    "I8,i8",
    "int,int_",
    "class,class_",
    "new-image,new_image"
  })
  void namesAreThoseOfC(String described, String c) {
    assertEquals(c, CNames.identifier(described));
  }

  @Test
  void typesAndFunctionsOfAHeader() {
    CEmitter emitter = new CEmitter(Samples.everything());
    assertEquals("sample", emitter.baseName());
    String header = emitter.header();
    for (String part :
        List.of(
            "#ifndef VACCEL_SAMPLE_H\n",
            "#include <vaccel/guest.h>\n",
            "extern const struct vaccel_api vaccel_sample_api;\n",
            """
            enum vaccel_sample_mode {
              VACCEL_SAMPLE_MODE_SLOW = 0,
              VACCEL_SAMPLE_MODE_FAST = 5
            };
            """,
            """
            struct vaccel_sample_item {
              int64_t value;
            };
            """,
            // What a record holds comes before it.
            """
            struct vaccel_sample_mode_list {
              const enum vaccel_sample_mode *items;
              size_t count;
            };

            struct vaccel_sample_point {
              int32_t x;
              int32_t y;
              struct vaccel_sample_mode_list rest;
            };

            struct vaccel_sample_point_list {
              const struct vaccel_sample_point *items;
              size_t count;
            };
            """,
            """
            int vaccel_sample_copy(
                struct vaccel_session *session,
                int32_t m,
                int32_t n,
                enum vaccel_sample_mode mode,
                const void *a,
                size_t a_length,
                void *b,
                void *c);
            """,
            """
            int vaccel_sample_points(
                struct vaccel_session *session,
                struct vaccel_sample_item item,
                int64_t n,
                struct vaccel_sample_point_list *result);
            """)) {
      assertTrue(header.contains(part), part + "\nin:\n" + header);
    }
  }

  @Test
  void commentsCannotEndEarly() {
    Api api = Samples.everything();
    Api hostile =
        new Api(
            api.id(),
            api.name(),
            api.version(),
            api.javaType(),
            "ends here */ int x; /* and\\\nhere ??/",
            api.enums(),
            api.records(),
            api.handles(),
            api.operations());
    String header = new CEmitter(hostile).header();
    String comment = header.substring(0, header.indexOf("#ifndef"));
    assertEquals(2, comment.split("\\*/", -1).length - 1, comment);
    assertEquals(2, comment.split("/\\*", -1).length - 1, comment);
  }

  @Test
  void aSourceChecksWhatItSendsAndSizesWhatItTakes() {
    String source = new CEmitter(Samples.everything()).source();
    for (String part :
        List.of(
            "#include <vaccel/sample.h>\n",
            "  {\"copy\", 1, UINT32_C(0x",
            "  {\"points\", 2, UINT32_C(0x",
            "vaccel_mul(call, 4, m)",
            "vaccel_call_begin(call, session, &vaccel_sample_api, 1);")) {
      assertTrue(source.contains(part), part + "\nin:\n" + source);
    }
  }

  @Test
  void namesThatAreOneInCAreRefused() {
    Api.Operation twice =
        Samples.operation(
            1,
            "copy",
            null,
            Samples.value("topK", Type.Simple.I32),
            Samples.value("top_k", Type.Simple.I32));
    assertThrows(DescriptionException.class, () -> new CEmitter(with(twice)));
    Api.Operation length =
        Samples.operation(
            1,
            "copy",
            null,
            new Parameter("a", Type.Simple.SEGMENT, Direction.IN, "", ""),
            Samples.value("aLength", Type.Simple.I64));
    DescriptionException refused =
        assertThrows(DescriptionException.class, () -> new CEmitter(with(length)));
    assertTrue(refused.getMessage().contains("in C: rename it"), refused.getMessage());
    Api.Operation reserved =
        Samples.operation(1, "copy", null, Samples.value("session", Type.Simple.I32));
    assertThrows(DescriptionException.class, () -> new CEmitter(with(reserved)));
  }

  @Test
  void theSameDescriptionGivesTheSameText() {
    Api api = Samples.everything();
    Api again = ApiJson.read(ApiJson.write(api));
    assertEquals(new CEmitter(api).header(), new CEmitter(again).header());
    assertEquals(new CEmitter(api).source(), new CEmitter(again).source());
  }
}
