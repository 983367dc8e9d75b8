package dev.vaccel.backend.tflite;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A delegate in C that takes no operation over, but writes down what happens to it. */
@Timeout(120)
class TfliteDelegateTest {
  private static final String SOURCE =
      """
      #include <stddef.h>
      #include <stdint.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>

      /* TfLiteDelegate of core/c/common.h, 2.20. */
      struct delegate {
        void *data;
        int (*prepare)(void *context, struct delegate *delegate);
        void *copy_from, *copy_to, *free_handle;
        int64_t flags;
        void *opaque_builder;
      };

      static char path[4096];

      static void note(const char *what) {
        FILE *file = fopen(path, "a");
        if (file) {
          fprintf(file, "%s\\n", what);
          fclose(file);
        }
      }

      static int prepare(void *context, struct delegate *delegate) {
        (void)context;
        note("prepared");
        return delegate->data ? 1 : 0;
      }

      struct delegate *tflite_plugin_create_delegate(const char *const *keys,
          const char *const *values, size_t count, void (*report)(const char *)) {
        int broken = 0;
        for (size_t i = 0; i < count; i++) {
          if (!strcmp(keys[i], "notes")) {
            snprintf(path, sizeof path, "%s", values[i]);
          } else if (!strcmp(keys[i], "broken")) {
            broken = 1;
          } else if (!strcmp(keys[i], "device")) {
            char text[200];
            snprintf(text, sizeof text, "no device %s is attached", values[i]);
            report(text);
            return NULL;
          } else {
            return NULL;
          }
        }
        struct delegate *made = calloc(1, sizeof *made);
        made->prepare = prepare;
        made->data = broken ? made : NULL;
        note("created");
        return made;
      }

      void tflite_plugin_destroy_delegate(struct delegate *delegate) {
        note("destroyed");
        free(delegate);
      }
      """;

  @TempDir Path folder;

  @Test
  void delegateIsMadeForEachInterpreterAndDeletedAfterIt() throws Exception {
    Path notes = folder.resolve("notes");
    String setting = compile(SOURCE) + ",notes=" + notes;
    try (TensorBench<TensorBackend> bench =
        Tflite.bench(folder, Map.of("delegate", setting, "xnnpack", "false"))) {
      assertEquals("2.20.0 (libdelegate.so)", bench.backend().version());
      assertEquals("delegate:0", bench.backend().devices().getFirst().id());
      ModelHandle model = bench.tensors().load(bench.add(TinyTflite.sum(1)));
      assertArrayEquals(new float[] {2, 4}, sum(bench, model));
      assertEquals(
          List.of("created", "destroyed", "created", "prepared"), Files.readAllLines(notes));
    }
    assertEquals("destroyed", Files.readAllLines(notes).getLast());
  }

  @Test
  void delegateThatFailsMakesTheModelFail() throws Exception {
    String setting = compile(SOURCE) + ",broken=1";
    try (TensorBench<TensorBackend> bench = Tflite.bench(folder, Map.of("delegate", setting))) {
      assertFails(
          ErrorCode.MODEL_INVALID,
          () -> bench.tensors().load(bench.add(TinyTflite.sum(1))),
          "TensorFlow Lite refuses");
    }
  }

  @Test
  void delegateWithoutItsDeviceSaysSoWhenTheBackEndOpens() throws Exception {
    Path library = compile(SOURCE);
    assertFails(
        ErrorCode.NO_BACKEND,
        () -> Tflite.open(Map.of("delegate", library + ",device=usb:0")),
        library.toString(),
        "no device usb:0 is attached");
    assertFails(
        ErrorCode.NO_BACKEND,
        () -> Tflite.open(Map.of("delegate", library + ",bogus=1")),
        "makes no delegate, and says nothing");
  }

  @Test
  void libraryThatIsNoDelegateIsRefused() throws Exception {
    Path library = compile("int nothing;");
    assertFails(
        ErrorCode.NO_BACKEND,
        () -> Tflite.open(Map.of("delegate", library.toString())),
        "it is no delegate of TensorFlow Lite");
    Path text = Files.writeString(folder.resolve("text.so"), "no library");
    assertFails(
        ErrorCode.NO_BACKEND,
        () -> Tflite.open(Map.of("delegate", text.toString())),
        "does not load");
  }

  private static float[] sum(TensorBench<TensorBackend> bench, ModelHandle model) {
    Tensor value = Tensor.ofFloats(Shape.of(1, 2), 1, 2);
    return bench
        .tensors()
        .run(model, List.of(new NamedTensor("a", value), new NamedTensor("b", value)), List.of())
        .getFirst()
        .tensor()
        .floats();
  }

  private Path compile(String source) throws IOException, InterruptedException {
    Tflite.require();
    Prerequisites.require(
        Files.isExecutable(Path.of("/usr/bin/gcc")), "gcc is missing: apt-get install gcc");
    Path file = Files.writeString(folder.resolve("delegate.c"), source);
    Path library = folder.resolve("libdelegate.so");
    Process gcc =
        new ProcessBuilder(
                "gcc", "-shared", "-fPIC", "-O1", "-o", library.toString(), file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(gcc.waitFor(60, TimeUnit.SECONDS) && gcc.exitValue() == 0, said);
    return library;
  }
}
