package dev.vaccel.model;

import java.util.List;

/**
 * The known boxes of an SSD, as the object detection API of TensorFlow lays them
 * (ssd_anchor_generator, multiple_grid_anchor_generator.py): in each grid, row after row, in each
 * cell one box for each aspect ratio. Scales of boxes rise from grid to grid, from {@code minScale}
 * to {@code maxScale} of the input.
 *
 * @param grids cells along each side, one number for each grid, the finest first
 * @param minScale of the first grid
 * @param maxScale of the last grid
 * @param aspectRatios width to height
 * @param interpolatedRatio aspect ratio of one more box, whose scale lies between this grid's and
 *     the next one's; 0: no such box
 * @param reduceLowest whether the first grid has three boxes only: of 0.1, and of the aspect ratios
 *     2 and 1/2
 */
public record AnchorGrid(
    List<Integer> grids,
    float minScale,
    float maxScale,
    List<Float> aspectRatios,
    float interpolatedRatio,
    boolean reduceLowest) {
  /** Most grids and aspect ratios. */
  public static final int MAX_COUNT = 16;

  /** Most cells along a side. */
  public static final int MAX_CELLS = 512;

  /** Copies the lists and checks the numbers. */
  public AnchorGrid {
    grids = List.copyOf(grids);
    aspectRatios = List.copyOf(aspectRatios);
    ModelInput.check(
        "grids",
        !grids.isEmpty()
            && grids.size() <= MAX_COUNT
            && grids.stream().allMatch(cells -> cells >= 1 && cells <= MAX_CELLS),
        grids,
        "1 to " + MAX_COUNT + " whole numbers from 1 to " + MAX_CELLS);
    ModelInput.check("minScale", minScale > 0 && minScale <= 1, minScale, "above 0 to 1");
    ModelInput.check("maxScale", maxScale >= minScale && maxScale <= 1, maxScale, "minScale to 1");
    ModelInput.check(
        "aspectRatios",
        !aspectRatios.isEmpty()
            && aspectRatios.size() <= MAX_COUNT
            && aspectRatios.stream().allMatch(ratio -> ratio > 0 && Float.isFinite(ratio)),
        aspectRatios,
        "1 to " + MAX_COUNT + " numbers above 0");
    ModelInput.check(
        "interpolatedRatio",
        interpolatedRatio >= 0 && Float.isFinite(interpolatedRatio),
        interpolatedRatio,
        "a number from 0");
  }
}
