package dev.vaccel.examples;

import dev.vaccel.api.ImageApi;
import dev.vaccel.api.Label;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.VaccelException;
import dev.vaccel.runtime.Vaccel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Names pictures through an agent and measures how long that takes. This is what runs in the
 * sandbox: no framework, no device, no third-party jar.
 *
 * <pre>ClassifyCaller ADDRESS MODEL REPETITIONS IMAGE...</pre>
 *
 * Classifies every picture REPETITIONS times to warm up and as often to measure. Before each time
 * it waits for a line on stdin, unless that is at its end, and afterwards prints an empty line, so
 * that another process can take turns with it. Then it prints a line for each picture: its file,
 * the most likely label, its probability and the median of the calls in milliseconds, with tabs
 * between.
 */
public final class ClassifyCaller {
  private ClassifyCaller() {}

  /** Runs it; exit code 1 if it fails, 2 if it is called otherwise. */
  public static void main(String[] args) throws IOException {
    if (args.length < 4) {
      System.err.println("usage: ClassifyCaller ADDRESS MODEL REPETITIONS IMAGE...");
      System.exit(2);
    }
    Path[] images = Arrays.stream(args, 3, args.length).map(Path::of).toArray(Path[]::new);
    try (Session session = Vaccel.connect(args[0])) {
      ResourceId model = session.register(Path.of(args[1]));
      classify(session.api(ImageApi.class), model, Integer.parseInt(args[2]), images);
    } catch (VaccelException e) {
      System.err.println("ClassifyCaller: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void classify(ImageApi api, ResourceId model, int repetitions, Path[] images)
      throws IOException {
    MemorySegment[] encoded = new MemorySegment[images.length];
    Label[] labels = new Label[images.length];
    double[][] milliseconds = new double[images.length][repetitions];
    for (int i = 0; i < images.length; i++) {
      encoded[i] = MemorySegment.ofArray(Files.readAllBytes(images[i]));
    }
    BufferedReader turns =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (int round = -repetitions; round < repetitions; round++) {
      String ignored = turns.readLine();
      for (int i = 0; i < images.length; i++) {
        long started = System.nanoTime();
        List<Label> found = api.classify(model, encoded[i], 1);
        if (round >= 0) {
          milliseconds[i][round] = (System.nanoTime() - started) / 1e6;
        }
        labels[i] = found.getFirst();
      }
      if (ignored != null) {
        System.out.println();
      }
    }
    for (int i = 0; i < images.length; i++) {
      Arrays.sort(milliseconds[i]);
      System.out.println(
          images[i]
              + "\t"
              + labels[i].text()
              + "\t"
              + labels[i].score()
              + "\t"
              + milliseconds[i][repetitions / 2]);
    }
  }
}
