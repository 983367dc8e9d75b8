package dev.vaccel.model;

/** Known boxes, as centre down, centre across, height and width. Immutable. */
public final class AnchorBoxes {
  /** None. */
  public static final AnchorBoxes NONE = new AnchorBoxes(new float[0]);

  private final float[] numbers;

  /** Over {@code numbers}, which the caller lets go of. */
  AnchorBoxes(float[] numbers) {
    this.numbers = numbers;
  }

  /** Number of boxes. */
  public int count() {
    return numbers.length / 4;
  }

  /** The boxes' numbers, four for each, as a copy. */
  public float[] numbers() {
    return numbers.clone();
  }
}
