package dev.vaccel.backend.image;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.model.AnchorGrid;
import java.util.ArrayList;
import java.util.List;

/** Lays the boxes of an {@link AnchorGrid}. */
final class GridAnchors {
  private static final int MOST = 1 << 20;
  private static final float LOWEST_SCALE = 0.1f;

  /** A box of every cell of a grid. */
  private record Form(double height, double width) {
    static Form of(double scale, double ratio) {
      return new Form(scale / Math.sqrt(ratio), scale * Math.sqrt(ratio));
    }
  }

  private GridAnchors() {}

  /** Centre down, centre across, height, width of each box. */
  static float[] of(AnchorGrid grid) {
    List<List<Form>> forms = new ArrayList<>();
    long count = 0;
    for (int i = 0; i < grid.grids().size(); i++) {
      forms.add(forms(grid, i));
      long cells = grid.grids().get(i);
      count += cells * cells * forms.getLast().size();
    }
    if (count > MOST) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "the bundle's anchors are " + count + " boxes: at most " + MOST + " are laid");
    }
    float[] anchors = new float[(int) (4 * count)];
    int at = 0;
    for (int i = 0; i < forms.size(); i++) {
      int cells = grid.grids().get(i);
      for (int row = 0; row < cells; row++) {
        for (int column = 0; column < cells; column++) {
          for (Form form : forms.get(i)) {
            anchors[at] = (row + 0.5f) / cells;
            anchors[at + 1] = (column + 0.5f) / cells;
            anchors[at + 2] = (float) form.height();
            anchors[at + 3] = (float) form.width();
            at += 4;
          }
        }
      }
    }
    return anchors;
  }

  private static List<Form> forms(AnchorGrid grid, int index) {
    double scale = scale(grid, index);
    List<Form> forms = new ArrayList<>();
    if (index == 0 && grid.reduceLowest()) {
      forms.add(Form.of(LOWEST_SCALE, 1));
      forms.add(Form.of(scale, 2));
      forms.add(Form.of(scale, 0.5));
      return forms;
    }
    grid.aspectRatios().forEach(ratio -> forms.add(Form.of(scale, ratio)));
    if (grid.interpolatedRatio() > 0) {
      double next = index + 1 < grid.grids().size() ? scale(grid, index + 1) : 1;
      forms.add(Form.of(Math.sqrt(scale * next), grid.interpolatedRatio()));
    }
    return forms;
  }

  private static double scale(AnchorGrid grid, int index) {
    int last = grid.grids().size() - 1;
    double rise = (double) grid.maxScale() - grid.minScale();
    return last == 0 ? grid.minScale() : grid.minScale() + rise * index / last;
  }
}
