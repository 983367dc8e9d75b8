package dev.vaccel.backend.image;

/**
 * Which source pixels make each target pixel along one axis, and how much: a triangle that spans
 * one source pixel to each side when enlarging, and one target pixel when reducing. The arithmetic
 * is Pillow's (Resample.c, BILINEAR with 8-bit channels), so that results agree bit for bit with
 * what models were trained on.
 */
final class Taps {
  /** Fraction bits of a weight: 32 less 8 for the pixel and 2 for sign and overflow. */
  static final int BITS = 22;

  /** One half, to begin a sum with. */
  static final int HALF = 1 << (BITS - 1);

  /** First source pixel of each target pixel. */
  final int[] first;

  /** Number of source pixels of each target pixel. */
  final int[] count;

  /** Weights, {@link #stride} for each target pixel; they add up to about {@code 1 << BITS}. */
  final int[] weights;

  /** Distance between the weights of neighbours. */
  final int stride;

  private final Span source;

  /**
   * Computes the weights. Source pixels at the ends count for their share.
   *
   * @param target target pixels
   */
  Taps(Span source, int target) {
    this.source = source;
    double scale = source.length() / target;
    double filterScale = Math.max(scale, 1);
    // The triangle's own support is 1.
    stride = (int) Math.ceil(filterScale) * 2 + 1;
    first = new int[target];
    count = new int[target];
    weights = new int[target * stride];
    double[] row = new double[stride];
    for (int i = 0; i < target; i++) {
      double centre = source.start() + (i + 0.5) * scale;
      int from = Math.max((int) (centre - filterScale + 0.5), 0);
      int to = Math.min((int) (centre + filterScale + 0.5), source.pixels());
      double sum = 0;
      for (int k = 0; k < to - from; k++) {
        double distance = Math.abs((k + from - centre + 0.5) / filterScale);
        row[k] = distance < 1 ? (1 - distance) * source.share(k + from) : 0;
        sum += row[k];
      }
      first[i] = from;
      count[i] = to - from;
      for (int k = 0; k < to - from; k++) {
        weights[i * stride + k] = (int) (0.5 + row[k] / sum * (1 << BITS));
      }
    }
  }

  boolean isFor(Span otherSource, int otherTarget) {
    return source.equals(otherSource) && first.length == otherTarget;
  }

  /** The pixel of a sum. */
  static int pixel(int sum) {
    // Weights that were each rounded up may add up to a hair more than one.
    return Math.min(sum >> BITS, 255);
  }
}
