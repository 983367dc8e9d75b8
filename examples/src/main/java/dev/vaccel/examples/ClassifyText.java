package dev.vaccel.examples;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Session;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.runtime.Vaccel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Says of each line of text which kind it is, by the project's own model: the lines' bytes are the
 * rows of one tensor, and all of them are one call.
 *
 * <pre>ClassifyText models/text-kind [LINE...]</pre>
 *
 * Without lines it reads them from standard input.
 */
public final class ClassifyText {
  /** Bytes of a line that the model sees. */
  private static final int LENGTH = 128;

  private ClassifyText() {}

  /** Prints probability, kind and line. */
  public static void main(String[] args) throws IOException {
    Path bundle = Path.of(args[0]);
    List<String> labels = Files.readAllLines(bundle.resolve("labels.txt"));
    List<String> lines = args.length > 1 ? List.of(args).subList(1, args.length) : read();
    if (lines.isEmpty()) {
      return;
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Session session = Vaccel.open()) {
      float[] scores = classify(session, bundle, lines);
      for (int line = 0; line < lines.size(); line++) {
        int first = line * labels.size();
        int best = first;
        for (int i = first; i < first + labels.size(); i++) {
          best = scores[i] > scores[best] ? i : best;
        }
        out.printf(
            Locale.ROOT, "%.3f %-8s %s%n", scores[best], labels.get(best - first), lines.get(line));
      }
    }
  }

  /** For each line one probability of each kind. */
  static float[] classify(Session session, Path bundle, List<String> lines) throws IOException {
    byte[] texts = new byte[lines.size() * LENGTH];
    for (int i = 0; i < lines.size(); i++) {
      byte[] text = lines.get(i).getBytes(StandardCharsets.UTF_8);
      System.arraycopy(text, 0, texts, i * LENGTH, Math.min(text.length, LENGTH));
    }
    Tensor rows =
        new Tensor(ElementType.U8, Shape.of(lines.size(), LENGTH), MemorySegment.ofArray(texts));
    TensorApi tensors = session.api(TensorApi.class);
    ModelHandle model = tensors.load(session.register(bundle));
    return tensors
        .run(model, List.of(new NamedTensor("input", rows)), List.of())
        .getFirst()
        .tensor()
        .floats();
  }

  private static List<String> read() throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }
}
