package dev.vaccel.backend.image;

import java.util.Locale;

/**
 * Labels in coloured boxes beside what they name. No label takes more than part of the picture's
 * width; its score is never cut. One thread at a time.
 */
final class Tags {
  /** Of the picture's width; narrow pictures give all. */
  private static final double WIDEST = 0.45;

  private final Sheet sheet;
  private final LabelLayout layout;

  Tags(Sheet sheet) {
    this.sheet = sheet;
    this.layout = new LabelLayout(sheet.canvas.width, sheet.canvas.height);
  }

  /** Draws a label, or nothing where the picture is too small. */
  void draw(Part box, String name, float score, int rgb) {
    String percent = percent(score);
    int padding = sheet.padding();
    int all = sheet.canvas.width;
    double most = Math.max(WIDEST * all, Math.min(all, 24.0 * sheet.capHeight)) - 2 * padding;
    TextLine number = sheet.text(percent, most);
    String plain = PlainLabel.of(name);
    double blank = plain.isEmpty() ? 0 : 0.7 * sheet.capHeight;
    TextLine text = sheet.text(plain, most - number.width() - blank);
    int width = (int) Math.ceil(text.width() + blank + number.width()) + 2 * padding;
    Part place = layout.place(box, width, sheet.boxHeight());
    if (place == null || number.width() == 0) {
      return;
    }
    int right = place.left() + width;
    int bottom = place.top() + place.height();
    sheet.box(place.left(), place.top(), right, bottom, rgb, 1);
    int ink = Palette.textOn(rgb);
    int baseline = bottom - padding;
    sheet.draw(text, place.left() + padding, baseline, ink);
    sheet.draw(number, right - padding - number.width(), baseline, ink);
  }

  /** A score from 0 to 1 in percent, without digits that it does not have. */
  static String percent(float score) {
    double value = 100 * Math.clamp(score, 0f, 1f);
    return String.format(Locale.ROOT, value > 0 && value < 9.95 ? "%.1f%%" : "%.0f%%", value);
  }
}
