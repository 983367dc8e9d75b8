package dev.vaccel.examples;

import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Session;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.runtime.Vaccel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Says which word is spoken in a second of sound, by the keyword model of MLPerf Tiny in whatever
 * format: the sound becomes cepstral coefficients here, the model runs in the agent.
 *
 * <pre>SpotKeyword MODEL LABELS.txt RECORDING.wav</pre>
 */
public final class SpotKeyword {
  private SpotKeyword() {}

  /** Prints the most likely word with its probability. */
  public static void main(String[] args) throws IOException {
    List<String> labels = Files.readAllLines(Path.of(args[1]));
    try (Session session = Vaccel.open()) {
      float[] scores = spot(session, Path.of(args[0]), WavFile.read(Path.of(args[2])));
      int best = 0;
      for (int i = 1; i < scores.length; i++) {
        best = scores[i] > scores[best] ? i : best;
      }
      System.out.printf(Locale.ROOT, "%s %.3f%n", labels.get(best), scores[best]);
    }
  }

  /** One probability for each word. */
  static float[] spot(Session session, Path modelFile, float[] sound) throws IOException {
    TensorApi tensors = session.api(TensorApi.class);
    ModelHandle model = tensors.load(session.register(modelFile));
    String input = tensors.describe(model).inputs().getFirst().name();
    Tensor coefficients =
        Tensor.ofFloats(Shape.of(1, Cepstrum.FRAMES, Cepstrum.COEFFICIENTS, 1), Cepstrum.of(sound));
    return tensors
        .run(model, List.of(new NamedTensor(input, coefficients)), List.of())
        .getFirst()
        .tensor()
        .floats();
  }
}
