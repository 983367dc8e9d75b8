package dev.vaccel.model;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle says of one input of its model and how a picture becomes it: scaled to {@code
 * width} x {@code height} by {@code resize} and {@code filter}, its 8-bit channels put in {@code
 * colorOrder}, each turned into {@code (pixel - mean) * scale}.
 *
 * @param name the model's own name for it; null: the model's first input
 * @param elementType type of its elements; null: as the model says
 * @param layout order of dimensions; null: found from the model's shape
 * @param width in pixels; 0: as the model says
 * @param height in pixels; 0: as the model says
 * @param colorOrder channels in the tensor
 * @param mean one number for each channel in the tensor's order, or one for all
 * @param scale as {@code mean}
 * @param resize what to do with another aspect ratio
 * @param filter how to scale
 * @param quantization how whole numbers stand for those values; null: each is rounded
 */
public record ModelInput(
    @Nullable String name,
    @Nullable ElementType elementType,
    @Nullable Layout layout,
    int width,
    int height,
    ColorOrder colorOrder,
    List<Float> mean,
    List<Float> scale,
    ResizeRule resize,
    ResizeFilter filter,
    @Nullable Quantization quantization) {
  /** Largest width and height that a bundle may ask for, in pixels. */
  public static final int MAX_SIDE = 16_384;

  /**
   * What a model gets whose bundle says nothing: RGB from -1 to 1, stretched, antialiased. A guess:
   * the convention of the MobileNet family. A model trained otherwise answers badly, without an
   * error, until its bundle says how.
   */
  public static final ModelInput GUESS =
      new ModelInput(
          null,
          null,
          null,
          0,
          0,
          ColorOrder.RGB,
          List.of(127.5f),
          List.of(1 / 127.5f),
          ResizeRule.STRETCH,
          ResizeFilter.ANTIALIAS);

  /** An input whose numbers are not quantised. */
  public ModelInput(
      @Nullable String name,
      @Nullable ElementType elementType,
      @Nullable Layout layout,
      int width,
      int height,
      ColorOrder colorOrder,
      List<Float> mean,
      List<Float> scale,
      ResizeRule resize,
      ResizeFilter filter) {
    this(name, elementType, layout, width, height, colorOrder, mean, scale, resize, filter, null);
  }

  /** Checks the numbers and copies the lists. */
  public ModelInput {
    mean = List.copyOf(mean);
    scale = List.copyOf(scale);
    check("width", width >= 0 && width <= MAX_SIDE, width, "0 to " + MAX_SIDE);
    check("height", height >= 0 && height <= MAX_SIDE, height, "0 to " + MAX_SIDE);
    int channels = colorOrder.channels();
    String counts = "1 or " + channels + " finite numbers for " + colorOrder;
    check("mean", isPerChannel(mean, channels), mean, counts);
    check("scale", isPerChannel(scale, channels), scale, counts);
  }

  /** The number subtracted from channel {@code channel} of the tensor. */
  public float meanOf(int channel) {
    return mean.get(mean.size() == 1 ? 0 : channel);
  }

  /** The number by which channel {@code channel} of the tensor is multiplied. */
  public float scaleOf(int channel) {
    return scale.get(scale.size() == 1 ? 0 : channel);
  }

  private static boolean isPerChannel(List<Float> numbers, int channels) {
    return (numbers.size() == 1 || numbers.size() == channels)
        && numbers.stream().allMatch(Float::isFinite);
  }

  static void check(String field, boolean holds, Object value, String expected) {
    if (!holds) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT, field + " is " + value + ": expected " + expected);
    }
  }
}
