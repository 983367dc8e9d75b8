package dev.vaccel.cli;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.model.ColorOrder;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.Layout;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.ModelOutput;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.ResizeFilter;
import dev.vaccel.model.ResizeRule;
import dev.vaccel.model.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How a picture becomes a model's input and its output an answer, for models whose bundle does not
 * say it.
 */
final class PreprocessingOptions {
  @Option(
      names = "--input-name",
      paramLabel = "NAME",
      description = "Input of the model; default the first.")
  private @Nullable String input;

  @Option(
      names = "--output-name",
      paramLabel = "NAME",
      description = "Output of the model; default the first.")
  private @Nullable String output;

  @Option(
      names = "--output-kind",
      paramLabel = "KIND",
      description = "What the output's numbers are: ${COMPLETION-CANDIDATES}.")
  private @Nullable OutputKind outputKind;

  @Option(
      names = "--element-type",
      paramLabel = "TYPE",
      converter = ElementTypeConverter.class,
      description = "Element type of the input, such as f32 or u8; default as the model says.")
  private @Nullable ElementType elementType;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "Order of dimensions: ${COMPLETION-CANDIDATES}; default from the model's shape.")
  private @Nullable Layout layout;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "Width and height in pixels; default as the model says.")
  private @Nullable String size;

  @Option(
      names = "--color-order",
      paramLabel = "ORDER",
      description = "Channels: ${COMPLETION-CANDIDATES}; default rgb.")
  private @Nullable ColorOrder colorOrder;

  @Option(
      names = "--mean",
      paramLabel = "N[,N,N]",
      split = ",",
      description =
          "Subtracted from each channel, in the order of --color-order; the input is (pixel - mean)"
              + " * scale.")
  private List<String> mean = new ArrayList<>();

  @Option(
      names = "--scale",
      paramLabel = "N[,N,N]",
      split = ",",
      description = "Multiplied with each channel; a fraction such as 1/127.5 will do.")
  private List<String> scale = new ArrayList<>();

  @Option(
      names = "--resize",
      paramLabel = "RULE",
      description = "What to do with another aspect ratio: ${COMPLETION-CANDIDATES}.")
  private @Nullable ResizeRule resize;

  @Option(
      names = "--filter",
      paramLabel = "FILTER",
      description = "How to scale: ${COMPLETION-CANDIDATES}.")
  private @Nullable ResizeFilter filter;

  @Option(
      names = "--label-offset",
      paramLabel = "N",
      description =
          "Line 1 of --labels is class N; default ${DEFAULT-VALUE}. Negative: so many lines are for"
              + " no class.")
  private int labelOffset;

  @Option(
      names = "--decode",
      paramLabel = "METHOD|JSON",
      description =
          "How outputs become an answer: a method, such as yolov8 or heat-maps, or the object"
              + " 'decoding' of a bundle; default as the outputs' shapes suggest.")
  private @Nullable String decode;

  int labelOffset() {
    return labelOffset;
  }

  boolean saysInput() {
    return input != null
        || elementType != null
        || layout != null
        || size != null
        || colorOrder != null
        || !mean.isEmpty()
        || !scale.isEmpty()
        || resize != null
        || filter != null;
  }

  boolean saysOutput() {
    return output != null || outputKind != null || decode != null;
  }

  /** An input that follows the options and, where they are silent, {@code base}. */
  ModelInput over(ModelInput base) {
    int[] sides = size == null ? new int[] {base.width(), base.height()} : sides(size);
    // Who says one of the two has thought of both.
    boolean scaled = !mean.isEmpty() || !scale.isEmpty();
    List<Float> newMean = mean.isEmpty() ? List.of(0f) : numbers("--mean", mean);
    List<Float> newScale = scale.isEmpty() ? List.of(1f) : numbers("--scale", scale);
    try {
      return over(base, sides, scaled ? newMean : base.mean(), scaled ? newScale : base.scale());
    } catch (InvalidArgumentException e) {
      throw Failure.usage(e.getMessage());
    }
  }

  private ModelInput over(ModelInput base, int[] sides, List<Float> newMean, List<Float> newScale) {
    return new ModelInput(
        input != null ? input : base.name(),
        elementType != null ? elementType : base.elementType(),
        layout != null ? layout : base.layout(),
        sides[0],
        sides[1],
        Objects.requireNonNullElse(colorOrder, base.colorOrder()),
        newMean,
        newScale,
        Objects.requireNonNullElse(resize, base.resize()),
        Objects.requireNonNullElse(filter, base.filter()),
        base.quantization());
  }

  /** As {@link #over(ModelInput)}, for the output. */
  ModelOutput over(ModelOutput base) {
    return new ModelOutput(
        output != null ? output : base.name(),
        outputKind != null ? outputKind : base.kind(),
        base.quantization());
  }

  /** What {@code --decode} says, for a model with this task; null: nothing. */
  @Nullable Decoding decoding(Task task) throws IOException {
    return decode == null ? null : DecodingOption.read(decode, task);
  }

  private static int[] sides(String text) {
    int x = text.indexOf('x');
    try {
      return new int[] {
        Integer.parseInt(text.substring(0, Math.max(0, x))), Integer.parseInt(text.substring(x + 1))
      };
    } catch (NumberFormatException _) {
      throw Failure.usage("--size " + text + ": expected WIDTHxHEIGHT, such as 224x224");
    }
  }

  private static List<Float> numbers(String option, List<String> texts) {
    List<Float> numbers = new ArrayList<>();
    for (String text : texts) {
      try {
        int slash = text.indexOf('/');
        numbers.add(
            slash < 0
                ? Float.parseFloat(text)
                : Float.parseFloat(text.substring(0, slash))
                    / Float.parseFloat(text.substring(slash + 1)));
      } catch (NumberFormatException _) {
        throw Failure.usage(
            option + " " + text + ": expected a number such as 127.5, or a fraction such as 1/255");
      }
    }
    return numbers;
  }
}
