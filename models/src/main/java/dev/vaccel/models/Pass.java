package dev.vaccel.models;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One image's way through a network and back: owns the activations. Confined to one thread. */
final class Pass {
  private static final float[] NOTHING = {};

  private final Network network;
  private final List<LayerMemory> memories = new ArrayList<>();
  private final float[] input;

  Pass(Network network) {
    this.network = network;
    this.input = new float[network.input().size()];
    int largest = network.layers().stream().mapToInt(Layer::temporarySize).max().orElse(0);
    float[][] temporary = {new float[largest], new float[largest]};
    float[] previous = input;
    float @Nullable [] previousGradient = null;
    for (Layer layer : network.layers()) {
      float[] skip =
          layer instanceof Concat concat ? memories.get(concat.source()).output : NOTHING;
      var memory = new LayerMemory(layer, previous, previousGradient, skip, temporary);
      memories.add(memory);
      previous = memory.output;
      previousGradient = memory.outputGradient;
    }
  }

  /** The image is written here. */
  float[] input() {
    return input;
  }

  /** The last layer's values (logits) after {@link #forward}. */
  float[] output() {
    return memories.getLast().output;
  }

  /** The loss's gradient is written here before {@link #backward}. */
  float[] outputGradient() {
    return memories.getLast().outputGradient;
  }

  /** Computes {@link #output} from {@link #input}. */
  void forward(List<Parameters> parameters) {
    for (int i = 0; i < memories.size(); i++) {
      network.layers().get(i).forward(parameters.get(i), memories.get(i));
    }
  }

  /** Adds to {@code gradient} what {@link #outputGradient} says about the parameters. */
  void backward(List<Parameters> parameters, List<Parameters> gradient) {
    for (int i = memories.size() - 1; i >= 0; i--) {
      addSkipped(i);
      network.layers().get(i).backward(parameters.get(i), gradient.get(i), memories.get(i));
    }
  }

  /** Adds what comes to a layer's output from the concatenations that skip to it. */
  private void addSkipped(int source) {
    float[] gradient = memories.get(source).outputGradient;
    for (int i = source + 1; i < memories.size(); i++) {
      if (network.layers().get(i) instanceof Concat concat && concat.source() == source) {
        float[] skipped = memories.get(i).skipGradient;
        for (int j = 0; j < gradient.length; j++) {
          gradient[j] += skipped[j];
        }
      }
    }
  }
}
