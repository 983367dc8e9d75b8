package dev.vaccel.cli;

import dev.vaccel.api.ImageApi;
import dev.vaccel.api.Label;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.TensorApi;
import dev.vaccel.runtime.LocalRuntime;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Classifies the demonstration's pictures in this process, as its caller does it elsewhere. */
final class LocalClassifier implements AutoCloseable {
  private final LocalRuntime runtime;
  private final Session session;
  private final ImageApi api;
  private final ResourceId model;
  private final int repetitions;
  private final List<MemorySegment> images = new ArrayList<>();
  private final double[][] milliseconds;
  private final List<Label> labels = new ArrayList<>();
  private int round;

  private LocalClassifier(LocalRuntime runtime, Path modelPath, int repetitions, List<Path> paths)
      throws IOException {
    this.runtime = runtime;
    this.session = AtExit.session(runtime);
    this.api = session.api(ImageApi.class);
    this.model = session.register(modelPath);
    this.repetitions = repetitions;
    this.round = -repetitions;
    this.milliseconds = new double[paths.size()][repetitions];
    for (Path path : paths) {
      images.add(MemorySegment.ofArray(Files.readAllBytes(path)));
    }
  }

  static LocalClassifier open(Path model, int repetitions, List<Path> images) throws IOException {
    LocalRuntime runtime =
        AtExit.runtime(
            () ->
                LocalRuntime.open(
                    OpenSession.providersOf(ImageApi.class, TensorApi.class), Set.of(), Map.of()));
    try {
      return new LocalClassifier(runtime, model, repetitions, images);
    } catch (IOException | RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  /** Classifies every picture once; the first half of the rounds is warm-up. */
  void round() {
    labels.clear();
    for (int i = 0; i < images.size(); i++) {
      long started = System.nanoTime();
      List<Label> found = api.classify(model, images.get(i), 1);
      if (round >= 0) {
        milliseconds[i][round] = (System.nanoTime() - started) / 1e6;
      }
      labels.add(found.getFirst());
    }
    round++;
  }

  List<DemoAnswer> answers() {
    List<DemoAnswer> answers = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      Arrays.sort(milliseconds[i]);
      Label label = labels.get(i);
      answers.add(new DemoAnswer(label.text(), label.score(), milliseconds[i][repetitions / 2]));
    }
    return answers;
  }

  @Override
  public void close() {
    session.close();
    runtime.close();
  }
}
