package dev.vaccel.models;

import dev.vaccel.models.FigureScene.Point;
import java.util.Locale;

/**
 * How a pose model did on fresh scenes.
 *
 * @param meanError of a joint, in pixels of the 64 x 64 picture
 * @param found share of the joints within {@value #FOUND_WITHIN} pixels (PCK)
 */
record FigureScore(double meanError, double found) {
  static final double FOUND_WITHIN = 4;

  /** Measures on the first {@code count} scenes of a stream. */
  static FigureScore of(Predictor model, long seed, int count) {
    double error = 0;
    int found = 0;
    float[] input = new float[ShapeModel.INPUT_SIZE];
    for (int i = 0; i < count; i++) {
      var scene = FigureScenes.sample(seed, i);
      scene.image().toModelInput(input);
      float[] maps = model.predict(input).getOrDefault(FigureModel.HEAT_MAPS, new float[0]);
      for (int joint = 0; joint < FigureModel.JOINTS; joint++) {
        double off = joint(maps, joint, ShapeModel.SIDE).distance(scene.joints().get(joint));
        error += off;
        found += off < FOUND_WITHIN ? 1 : 0;
      }
    }
    double joints = (double) count * FigureModel.JOINTS;
    return new FigureScore(error / joints, found / joints);
  }

  /**
   * Where a map is largest: the centre of that cell.
   *
   * @param side of the square picture that the point shall be in, in pixels
   */
  static Point joint(float[] maps, int joint, int side) {
    int first = joint * FigureModel.PLANE;
    int best = 0;
    for (int i = 1; i < FigureModel.PLANE; i++) {
      if (maps[first + i] > maps[first + best]) {
        best = i;
      }
    }
    double pixels = side / (double) FigureModel.CELLS;
    int row = best / FigureModel.CELLS;
    int column = best % FigureModel.CELLS;
    return new Point((column + 0.5) * pixels, (row + 0.5) * pixels);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "mean-error-px=%.3f pck4=%.4f", meanError, found);
  }
}
