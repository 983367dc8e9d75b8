package dev.vaccel.examples;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Session;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.runtime.Vaccel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Says when somebody speaks in a recording, by the voice activity model of the Silero project: a
 * stream of calls, each of which hands the state on that the one before gave back.
 *
 * <pre>DetectSpeech MODEL.onnx RECORDING.wav</pre>
 */
public final class DetectSpeech {
  private static final int CHUNK = 512;
  private static final int CONTEXT = 64;
  private static final float SPEECH = 0.5f;

  /** Shorter ones are a cough or a click: eight chunks, a quarter of a second. */
  private static final int SHORTEST = 8;

  private DetectSpeech() {}

  /** Prints start and end of each stretch of speech, in seconds. */
  public static void main(String[] args) throws IOException {
    float[] sound = WavFile.read(Path.of(args[1]));
    try (Session session = Vaccel.open()) {
      boolean[] speech = listen(session, Path.of(args[0]), sound);
      int start = 0;
      for (int i = 1; i <= speech.length; i++) {
        if (i == speech.length || speech[i] != speech[start]) {
          if (speech[start] && i - start >= SHORTEST) {
            System.out.printf(Locale.ROOT, "%.1f to %.1f s%n", seconds(start), seconds(i));
          }
          start = i;
        }
      }
    }
  }

  /** Whether there is speech in each chunk of 512 samples. */
  static boolean[] listen(Session session, Path modelFile, float[] sound) throws IOException {
    TensorApi tensors = session.api(TensorApi.class);
    ModelHandle model = tensors.load(session.register(modelFile));
    NamedTensor rate =
        new NamedTensor(
            "sr",
            new Tensor(
                ElementType.I64,
                Shape.of(),
                MemorySegment.ofArray(new long[] {WavFile.SAMPLE_RATE})));
    Tensor state = Tensor.ofFloats(Shape.of(2, 1, 128), new float[2 * 128]);
    float[] window = new float[CONTEXT + CHUNK];
    boolean[] speech = new boolean[(sound.length + CHUNK - 1) / CHUNK];
    for (int chunk = 0; chunk < speech.length; chunk++) {
      System.arraycopy(window, CHUNK, window, 0, CONTEXT);
      for (int i = 0; i < CHUNK; i++) {
        int at = chunk * CHUNK + i;
        window[CONTEXT + i] = at < sound.length ? sound[at] : 0;
      }
      NamedTensor input =
          new NamedTensor("input", Tensor.ofFloats(Shape.of(1, window.length), window));
      List<NamedTensor> outputs =
          tensors.run(
              model,
              List.of(input, new NamedTensor("state", state), rate),
              List.of("output", "stateN"));
      speech[chunk] = outputs.getFirst().tensor().floats()[0] >= SPEECH;
      state = outputs.getLast().tensor();
    }
    tensors.unload(model);
    return speech;
  }

  private static double seconds(int chunk) {
    return (double) chunk * CHUNK / WavFile.SAMPLE_RATE;
  }
}
