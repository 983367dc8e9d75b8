package dev.vaccel.backend.image;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds places for labels: at their box, within the picture, over no other label where that can be
 * avoided. Whoever asks first gets the best place. One thread at a time.
 */
final class LabelLayout {
  /** Rows above and below that are tried where all places at the box are taken. */
  private static final int ROWS = 6;

  private final int width;
  private final int height;
  private final List<Part> taken = new ArrayList<>();

  LabelLayout(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /**
   * A place for a label of this size.
   *
   * @param box what it belongs to, within the picture
   * @return null where the picture is too small for it
   */
  @Nullable Part place(Part box, int labelWidth, int labelHeight) {
    if (labelWidth > width || labelHeight > height) {
      return null;
    }
    Part best = null;
    long least = Long.MAX_VALUE;
    for (Part place : places(box, labelWidth, labelHeight)) {
      long covered = taken.stream().mapToLong(other -> common(place, other)).sum();
      if (covered < least) {
        best = place;
        least = covered;
      }
      if (covered == 0) {
        break;
      }
    }
    if (best != null) {
      taken.add(best);
    }
    return best;
  }

  private List<Part> places(Part box, int w, int h) {
    int left = box.left();
    int top = box.top();
    int right = left + box.width();
    int bottom = top + box.height();
    List<Part> places = new ArrayList<>();
    if (top >= h) {
      places.add(within(left, top - h, w, h));
      places.add(within(right - w, top - h, w, h));
    }
    places.add(within(left, top, w, h));
    places.add(within(right - w, top, w, h));
    if (bottom + h <= height) {
      places.add(within(left, bottom, w, h));
      places.add(within(right - w, bottom, w, h));
    }
    places.add(within(left, bottom - h, w, h));
    places.add(within(right - w, bottom - h, w, h));
    places.add(within(right, top, w, h));
    places.add(within(left - w, top, w, h));
    for (int row = 1; row <= ROWS; row++) {
      places.add(within(left, top + row * h, w, h));
      places.add(within(left, top - (row + 1) * h, w, h));
    }
    return places;
  }

  private Part within(int left, int top, int w, int h) {
    return new Part(Math.clamp(left, 0, width - w), Math.clamp(top, 0, height - h), w, h);
  }

  private static long common(Part one, Part other) {
    int across =
        Math.min(one.left() + one.width(), other.left() + other.width())
            - Math.max(one.left(), other.left());
    int down =
        Math.min(one.top() + one.height(), other.top() + other.height())
            - Math.max(one.top(), other.top());
    return across <= 0 || down <= 0 ? 0 : (long) across * down;
  }
}
