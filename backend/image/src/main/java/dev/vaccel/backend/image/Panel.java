package dev.vaccel.backend.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dark, translucent list in a corner of the picture: always the same corner, so that it rests
 * where pictures follow each other. Takes at most part of the picture; the rest of the rows is
 * counted in its last line.
 */
final class Panel {
  private static final double OPACITY = 0.78;
  private static final double WIDEST = 0.6;
  private static final double HIGHEST = 0.62;

  private final Sheet sheet;

  /**
   * A line of the list.
   *
   * @param rgb of a field before the name; null: no field
   * @param name anyone's text
   * @param value at the right edge
   * @param share length of a bar under the line, from 0 to 1; negative: no bar
   */
  record Row(@Nullable Integer rgb, String name, String value, double share) {}

  Panel(Sheet sheet) {
    this.sheet = sheet;
  }

  /** Draws; nothing where the picture is too small for a single row. */
  void draw(List<Row> rows, boolean atTop) {
    int cap = sheet.capHeight;
    int margin = sheet.padding();
    int padding = (int) Math.round(0.8 * cap);
    boolean hasBars = rows.stream().anyMatch(row -> row.share() >= 0);
    int rowHeight = (int) Math.round((hasBars ? 2.3 : 1.9) * cap);
    int room = (int) (HIGHEST * sheet.canvas.height) - 2 * padding + rowHeight - cap;
    int fitting = Math.max(0, room / rowHeight);
    if (rows.isEmpty() || fitting == 0) {
      return;
    }
    boolean isCut = rows.size() > fitting;
    int shown = isCut ? Math.max(1, fitting - 1) : rows.size();
    boolean saysRest = isCut && fitting > 1;
    double field = rows.stream().anyMatch(row -> row.rgb() != null) ? 1.7 * cap : 0;
    double most = WIDEST * sheet.canvas.width - 2 * padding - field;
    TextLine[] values = new TextLine[shown];
    TextLine[] names = new TextLine[shown];
    double valueWidth = 0;
    for (int i = 0; i < shown; i++) {
      values[i] = sheet.text(rows.get(i).value(), most);
      valueWidth = Math.max(valueWidth, values[i].width());
    }
    double gap = 1.4 * cap;
    TextLine rest = sheet.text(saysRest ? "+ " + (rows.size() - shown) + " more" : "", most);
    double nameWidth = rest.width() - gap - valueWidth;
    for (int i = 0; i < shown; i++) {
      names[i] = sheet.text(PlainLabel.of(rows.get(i).name()), most - valueWidth - gap);
      nameWidth = Math.max(nameWidth, names[i].width());
    }
    int lines = shown + (saysRest ? 1 : 0);
    int width = (int) Math.ceil(field + nameWidth + gap + valueWidth) + 2 * padding;
    int height = (lines - 1) * rowHeight + cap + (hasBars ? rowHeight / 4 : 0) + 2 * padding;
    if (width + 2 * margin > sheet.canvas.width || valueWidth == 0) {
      return;
    }
    int top = atTop ? margin : sheet.canvas.height - margin - height;
    sheet.box(margin, top, margin + width, top + height, Palette.INK, OPACITY);
    int left = margin + padding;
    int right = margin + width - padding;
    for (int i = 0; i < shown; i++) {
      int baseline = top + padding + i * rowHeight + cap;
      Row row = rows.get(i);
      Integer rgb = row.rgb();
      if (rgb != null) {
        sheet.box(left, baseline - cap, left + cap, baseline, rgb, 1);
      }
      sheet.draw(names[i], left + field, baseline, Palette.WHITE);
      sheet.draw(values[i], right - values[i].width(), baseline, Palette.WHITE);
      if (row.share() >= 0) {
        bar(left, right, baseline + (rowHeight - cap) / 2.0, row.share());
      }
    }
    int baseline = top + padding + shown * rowHeight + cap;
    sheet.draw(rest, left, baseline, Palette.GRAY);
  }

  private void bar(int left, int right, double y, double share) {
    double radius = sheet.line / 2.0;
    double from = left + radius;
    double to = right - radius;
    Canvas canvas = sheet.canvas;
    canvas.line(new Capsule(from, y, to, y, radius), Palette.GRAY, 0.35);
    if (share * (to - from) >= 1) {
      double end = from + Math.clamp(share, 0, 1) * (to - from);
      canvas.line(new Capsule(from, y, end, y, radius), Palette.RIGHT, 1);
    }
  }
}
