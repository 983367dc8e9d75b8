package dev.vaccel.models;

import java.util.SplittableRandom;

/** Adds sensor-like noise to a channel value and rounds it to a byte. Confined to one scene. */
final class Grain {
  private final SplittableRandom random;
  private final double deviation;

  /**
   * @param deviation standard deviation of the noise, where 1 is the range of a channel
   */
  Grain(SplittableRandom random, double deviation) {
    this.random = random;
    this.deviation = deviation;
  }

  /** The byte for a channel value of 0 (dark) to 1 (bright) after noise; clamped. */
  byte quantize(double value) {
    // Four uniform 16-bit numbers from one draw sum to nearly a bell curve: exact on every machine
    // and several times faster than a true Gaussian. Their sum has variance 4 * 65536^2 / 12.
    long bits = random.nextLong();
    long sum =
        (bits & 0xffff) + ((bits >>> 16) & 0xffff) + ((bits >>> 32) & 0xffff) + (bits >>> 48);
    double noise = (sum - 131070) * (1.7320508075688772 / 65536);
    double noisy = value + noise * deviation;
    return (byte) (int) (Math.clamp(noisy, 0.0, 1.0) * 255 + 0.5);
  }
}
