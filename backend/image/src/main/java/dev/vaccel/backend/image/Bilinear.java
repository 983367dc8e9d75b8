package dev.vaccel.backend.image;

/** The four nearest pixels, centres at one half, edges repeated; rounded once. */
final class Bilinear {
  private static final int FRACTION_BITS = 11;
  private static final int ONE = 1 << FRACTION_BITS;

  private Bilinear() {}

  static void scale(Pixels from, Part taken, Pixels to, Part filled) {
    int channels = from.channels;
    int[] near = new int[filled.width()];
    int[] far = new int[filled.width()];
    int[] across = new int[filled.width()];
    for (int x = 0; x < filled.width(); x++) {
      int position = position(x, taken.width(), filled.width());
      int column = position >> FRACTION_BITS;
      near[x] = (taken.left() + column) * channels;
      far[x] = (taken.left() + Math.min(column + 1, taken.width() - 1)) * channels;
      across[x] = position & (ONE - 1);
    }
    byte[] data = from.data;
    for (int y = 0; y < filled.height(); y++) {
      int position = position(y, taken.height(), filled.height());
      int row = position >> FRACTION_BITS;
      int upper = (taken.top() + row) * from.width * channels;
      int lower = (taken.top() + Math.min(row + 1, taken.height() - 1)) * from.width * channels;
      int down = position & (ONE - 1);
      int at = ((filled.top() + y) * to.width + filled.left()) * channels;
      for (int x = 0; x < filled.width(); x++) {
        for (int c = 0; c < channels; c++) {
          int above = mix(data[upper + near[x] + c], data[upper + far[x] + c], across[x]);
          int below = mix(data[lower + near[x] + c], data[lower + far[x] + c], across[x]);
          int sum = above * (ONE - down) + below * down;
          to.data[at] = (byte) ((sum + (1 << (2 * FRACTION_BITS - 1))) >> (2 * FRACTION_BITS));
          at++;
        }
      }
    }
  }

  /** Where the centre of target pixel {@code i} lies between source centres, in 1/{@link #ONE}. */
  private static int position(int i, int source, int target) {
    double exact = (i + 0.5) * source / target - 0.5;
    return (int) Math.round(Math.clamp(exact, 0, source - 1) * ONE);
  }

  private static int mix(byte a, byte b, int fraction) {
    return (a & 0xFF) * (ONE - fraction) + (b & 0xFF) * fraction;
  }
}
