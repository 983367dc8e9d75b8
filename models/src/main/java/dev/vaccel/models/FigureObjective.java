package dev.vaccel.models;

/** Loss for poses: cross entropy of the heat maps, weighted towards the joints. */
final class FigureObjective implements Objective {
  /** How fast a map falls around its joint: e^(-d * d / this), d in cells. */
  private static final double SPREAD = 2.5;

  /** Weight of a joint's own cell beside that of background, less one. */
  private static final double JOINT_WEIGHT = 9;

  @Override
  public Truth draw(long seed, long index, float[] input) {
    var scene = FigureScenes.sample(seed, index);
    scene.image().toModelInput(input);
    return new FigureTruth(scene);
  }

  private record FigureTruth(FigureScene scene) implements Truth {
    @Override
    public double loss(float[] output, float[] gradient) {
      double loss = 0;
      for (int joint = 0; joint < FigureModel.JOINTS; joint++) {
        var point = scene.joints().get(joint);
        double[] across = bell(point.x());
        double[] down = bell(point.y());
        for (int i = 0; i < FigureModel.PLANE; i++) {
          int at = joint * FigureModel.PLANE + i;
          double wanted = across[i % FigureModel.CELLS] * down[i / FigureModel.CELLS];
          double weight = (1 + JOINT_WEIGHT * wanted) / FigureModel.PLANE;
          double value = output[at];
          // -t log p - (1 - t) log(1 - p) in the form that neither overflows nor cancels.
          double power = StrictMath.exp(-Math.abs(value));
          loss += weight * (Math.max(value, 0) - value * wanted + StrictMath.log1p(power));
          double p = value > 0 ? 1 / (1 + power) : power / (1 + power);
          gradient[at] = (float) (weight * (p - wanted));
        }
      }
      return loss;
    }

    /** The map's fall along one axis, for each cell. */
    private static double[] bell(double pixel) {
      double[] values = new double[FigureModel.CELLS];
      for (int i = 0; i < values.length; i++) {
        double distance = i + 0.5 - pixel / FigureModel.STRIDE;
        values[i] = StrictMath.exp(-distance * distance / SPREAD);
      }
      return values;
    }

    /** Share of the joints that are found. */
    @Override
    public double score(float[] output) {
      int found = 0;
      for (int joint = 0; joint < FigureModel.JOINTS; joint++) {
        var said = FigureScore.joint(output, joint, ShapeModel.SIDE);
        double error = said.distance(scene.joints().get(joint));
        found += error < FigureScore.FOUND_WITHIN ? 1 : 0;
      }
      return found / (double) FigureModel.JOINTS;
    }
  }
}
