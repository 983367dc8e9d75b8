package dev.vaccel.models;

import java.util.Arrays;
import java.util.List;

/**
 * Loss of the detector: the focal loss of CenterNet (Zhou et al. 2019) on the score maps, and the
 * absolute error of the boxes in the nine cells around each centre; both by the number of shapes.
 */
final class BoxObjective implements Objective {
  /** How fast the wanted score falls around a centre: e^(-d * d / this), d in cells. */
  private static final double SPREAD = 1.2;

  /** Weight of a size's error: a fraction of the image is small beside an offset in cells. */
  private static final double SIZE_WEIGHT = 4;

  /** A neighbour of the centre's cell may score, so its box must be right too, if less so. */
  private static final double NEIGHBOUR_WEIGHT = 0.2;

  @Override
  public Truth draw(long seed, long index, float[] input) {
    var scene = BoxScenes.sample(seed, index);
    scene.image().toModelInput(input);
    return new BoxTruth(scene.boxes());
  }

  private record BoxTruth(List<LabelledBox> boxes) implements Truth {
    @Override
    public double loss(float[] output, float[] gradient) {
      Arrays.fill(gradient, 0);
      double share = 1.0 / boxes.size();
      double loss = focal(output, gradient, share);
      for (var box : boxes) {
        int cellX = cell(box.centreX());
        int cellY = cell(box.centreY());
        for (int y = Math.max(0, cellY - 1); y <= Math.min(cellY + 1, BoxModel.CELLS - 1); y++) {
          for (int x = Math.max(0, cellX - 1); x <= Math.min(cellX + 1, BoxModel.CELLS - 1); x++) {
            double weight = x == cellX && y == cellY ? share : NEIGHBOUR_WEIGHT * share;
            loss += boxError(box, x, y, weight, output, gradient);
          }
        }
      }
      return loss;
    }

    private double focal(float[] output, float[] gradient, double share) {
      float[] wanted = wanted();
      double loss = 0;
      for (int i = 0; i < wanted.length; i++) {
        double p = Math.clamp(Activation.sigmoid(output[i]), 1e-6, 1 - 1e-6);
        double q = 1 - p;
        if (wanted[i] == 1) {
          double log = StrictMath.log(p);
          loss -= share * q * q * log;
          gradient[i] = (float) (share * q * q * (2 * p * log - q));
        } else {
          double far = 1 - wanted[i];
          double weight = share * far * far * far * far;
          double log = StrictMath.log(q);
          loss -= weight * p * p * log;
          gradient[i] = (float) (weight * p * p * (p - 2 * q * log));
        }
      }
      return loss;
    }

    /** Score maps: 1 in a centre's cell, falling around it. */
    private float[] wanted() {
      float[] wanted = new float[BoxModel.CLASSES * BoxModel.PLANE];
      for (var box : boxes) {
        int plane = BoxScenes.classes().indexOf(box.shape()) * BoxModel.PLANE;
        int cellX = cell(box.centreX());
        int cellY = cell(box.centreY());
        for (int i = 0; i < BoxModel.PLANE; i++) {
          int dx = i % BoxModel.CELLS - cellX;
          int dy = i / BoxModel.CELLS - cellY;
          float value = (float) StrictMath.exp(-(dx * dx + dy * dy) / SPREAD);
          wanted[plane + i] = Math.max(wanted[plane + i], value);
        }
      }
      return wanted;
    }

    private static double boxError(
        LabelledBox box, int x, int y, double weight, float[] output, float[] gradient) {
      int first = BoxModel.CLASSES * BoxModel.PLANE + y * BoxModel.CELLS + x;
      double[] truth = {
        box.centreX() / BoxModel.STRIDE - x - 0.5,
        box.centreY() / BoxModel.STRIDE - y - 0.5,
        box.width() / ShapeModel.SIDE,
        box.height() / ShapeModel.SIDE
      };
      double loss = 0;
      for (int k = 0; k < truth.length; k++) {
        int at = first + k * BoxModel.PLANE;
        double scale = k < 2 ? weight : SIZE_WEIGHT * weight;
        double error = output[at] - truth[k];
        loss += scale * Math.abs(error);
        gradient[at] += (float) (scale * Math.signum(error));
      }
      return loss;
    }

    /** Share of the shapes whose own score in their cell is over a half. */
    @Override
    public double score(float[] output) {
      int seen = 0;
      for (var box : boxes) {
        int plane = BoxScenes.classes().indexOf(box.shape()) * BoxModel.PLANE;
        int at = cell(box.centreY()) * BoxModel.CELLS + cell(box.centreX());
        seen += output[plane + at] > 0 ? 1 : 0;
      }
      return seen / (double) boxes.size();
    }

    private static int cell(double pixel) {
      return Math.clamp((int) (pixel / BoxModel.STRIDE), 0, BoxModel.CELLS - 1);
    }
  }
}
