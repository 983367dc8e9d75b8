package dev.vaccel.backend.image;

import dev.vaccel.model.ResizeRule;

/**
 * A rectangle of a picture, in pixels.
 *
 * @param left columns before it
 * @param top rows before it
 * @param width columns
 * @param height rows
 */
record Part(int left, int top, int width, int height) {
  static Part whole(int width, int height) {
    return new Part(0, 0, width, height);
  }

  /** What is taken of a source when a target of this size is filled by this rule. */
  static Part taken(ResizeRule rule, int width, int height, int toWidth, int toHeight) {
    return rule == ResizeRule.CROP
        ? centred(width, height, toWidth, toHeight)
        : whole(width, height);
  }

  /** What is filled of a target; the rest stays black. */
  static Part filled(ResizeRule rule, int width, int height, int toWidth, int toHeight) {
    return rule == ResizeRule.LETTERBOX
        ? centred(toWidth, toHeight, width, height)
        : whole(toWidth, toHeight);
  }

  /** The largest centred part of width x height with the aspect ratio of ratioX : ratioY. */
  private static Part centred(int width, int height, int ratioX, int ratioY) {
    long wide = Math.round((double) height * ratioX / ratioY);
    long high = Math.round((double) width * ratioY / ratioX);
    int partWidth = Math.clamp(wide, 1, width);
    int partHeight = Math.clamp(high, 1, height);
    return new Part((width - partWidth) / 2, (height - partHeight) / 2, partWidth, partHeight);
  }
}
