package dev.vaccel.backend.image;

import dev.vaccel.model.ResizeRule;

/**
 * Where a picture lies in the model's input.
 *
 * @param width of the picture, with every pixel
 * @param height of the picture, with every pixel
 * @param taken part of the picture that the model sees
 * @param filled part of the model's input that shows it
 * @param inputWidth of the model in pixels
 * @param inputHeight of the model in pixels
 */
record Frame(int width, int height, Part taken, Part filled, int inputWidth, int inputHeight) {
  static Frame of(ResizeRule rule, int width, int height, int inputWidth, int inputHeight) {
    return new Frame(
        width,
        height,
        Part.taken(rule, width, height, inputWidth, inputHeight),
        Part.filled(rule, width, height, inputWidth, inputHeight),
        inputWidth,
        inputHeight);
  }

  /** A column of the picture, in pixels and inside it, for a fraction of the input's width. */
  float x(float fraction) {
    double across = ((double) fraction * inputWidth - filled.left()) / filled.width();
    return (float) Math.clamp(taken.left() + across * taken.width(), 0, width);
  }

  /** A row of the picture, in pixels and inside it, for a fraction of the input's height. */
  float y(float fraction) {
    double down = ((double) fraction * inputHeight - filled.top()) / filled.height();
    return (float) Math.clamp(taken.top() + down * taken.height(), 0, height);
  }

  /** The part of a map over the whole input that shows the picture; at least one cell. */
  Part visible(int mapWidth, int mapHeight) {
    int left = cell(filled.left(), inputWidth, mapWidth);
    int top = cell(filled.top(), inputHeight, mapHeight);
    int right = cell(filled.left() + filled.width(), inputWidth, mapWidth);
    int bottom = cell(filled.top() + filled.height(), inputHeight, mapHeight);
    left = Math.min(left, mapWidth - 1);
    top = Math.min(top, mapHeight - 1);
    return new Part(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
  }

  private static int cell(int pixel, int pixels, int cells) {
    return (int) Math.round((double) pixel * cells / pixels);
  }
}
