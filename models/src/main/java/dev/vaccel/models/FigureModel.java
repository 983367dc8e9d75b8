package dev.vaccel.models;

import java.util.List;

/** The pose model: what it gives, and the network it is. */
final class FigureModel {
  static final String HEAT_MAPS = "heatmaps";

  /** Input pixels along each side of a cell. */
  static final int STRIDE = 2;

  /** Cells along each side of a map. */
  static final int CELLS = ShapeModel.SIDE / STRIDE;

  static final int PLANE = CELLS * CELLS;
  static final int JOINTS = Figure.LABELS.size();

  /** One map for each joint: near 1 where it is, falling to 0 around it. */
  static final List<Head> HEADS = List.of(new Head(HEAT_MAPS, 0, JOINTS, Activation.SIGMOID));

  private FigureModel() {}

  static Network network() {
    return new Network.Builder(new FeatureShape(3, ShapeModel.SIDE, ShapeModel.SIDE))
        .convolution(16, 2)
        .rectifier()
        .convolution(16, 1)
        .rectifier()
        .mark("half")
        .convolution(32, 2)
        .rectifier()
        .convolution(32, 1)
        .rectifier()
        .mark("quarter")
        .convolution(64, 2)
        .rectifier()
        .convolution(64, 1)
        .rectifier()
        .upsample()
        .concat("quarter")
        .convolution(48, 1)
        .rectifier()
        .upsample()
        .concat("half")
        .convolution(32, 1)
        .rectifier()
        .pointwise(JOINTS, JOINTS)
        .build();
  }
}
