package dev.vaccel.backend.image;

import dev.vaccel.api.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The most likely labels as a list with a bar for each score. */
final class LabelDrawing {
  private LabelDrawing() {}

  static void draw(Sheet sheet, List<Label> labels) {
    List<Panel.Row> rows = new ArrayList<>();
    for (Label label : labels) {
      if (Float.isFinite(label.score())) {
        String percent =
            String.format(Locale.ROOT, "%.1f%%", 100 * Math.clamp(label.score(), 0f, 1f));
        rows.add(new Panel.Row(null, label.text(), percent, label.score()));
      }
    }
    new Panel(sheet).draw(rows, true);
  }
}
