package dev.vaccel.model;

/**
 * How whole numbers stand for real ones: {@code real = (stored - zeroPoint) * scale}.
 *
 * @param scale real distance between neighbours, above 0
 * @param zeroPoint the stored number that is 0
 */
public record Quantization(float scale, int zeroPoint) {
  /** Largest distance of the zero point from 0: 16 bits hold it. */
  public static final int MAX_ZERO_POINT = 65_535;

  /** Checks the numbers. */
  public Quantization {
    ModelInput.check(
        "quantization.scale", scale > 0 && Float.isFinite(scale), scale, "a number above 0");
    ModelInput.check(
        "quantization.zeroPoint",
        Math.abs((long) zeroPoint) <= MAX_ZERO_POINT,
        zeroPoint,
        -MAX_ZERO_POINT + " to " + MAX_ZERO_POINT);
  }
}
