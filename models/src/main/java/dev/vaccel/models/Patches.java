package dev.vaccel.models;

import java.util.Arrays;

/**
 * Turns a 3x3 convolution into a matrix product (im2col): row {@code (channel * 3 + y) * 3 + x} of
 * the patch matrix holds, for each output pixel, the input pixel under that tap of the filter; zero
 * outside the image, which is padded by one pixel on each side.
 *
 * @param input shape of the feature map
 * @param stride pixels between neighbouring filter positions, 1 or 2
 */
record Patches(FeatureShape input, int stride) {
  static final int KERNEL = 3;
  static final int PADDING = 1;
  static final int TAPS = KERNEL * KERNEL;

  Patches {
    if (stride != 1 && stride != 2) {
      throw new IllegalArgumentException("stride " + stride + ": must be 1 or 2");
    }
  }

  int outputHeight() {
    return (input.height() + 2 * PADDING - KERNEL) / stride + 1;
  }

  int outputWidth() {
    return (input.width() + 2 * PADDING - KERNEL) / stride + 1;
  }

  /** Rows of the patch matrix. */
  int rows() {
    return input.channels() * TAPS;
  }

  /** Columns of the patch matrix: output pixels. */
  int columns() {
    return outputHeight() * outputWidth();
  }

  /** Fills the patch matrix from the feature map. */
  void gather(float[] map, float[] patches) {
    int out = 0;
    for (int row = 0; row < rows(); row++) {
      int first = firstColumn(row % KERNEL);
      int end = endColumn(row % KERNEL);
      for (int y = 0; y < outputHeight(); y++, out += outputWidth()) {
        int in = sourceOfColumnZero(row, y);
        if (in == OUTSIDE) {
          Arrays.fill(patches, out, out + outputWidth(), 0);
          continue;
        }
        Arrays.fill(patches, out, out + first, 0);
        Arrays.fill(patches, out + end, out + outputWidth(), 0);
        if (stride == 1) {
          System.arraycopy(map, in + first, patches, out + first, end - first);
        } else {
          for (int x = first; x < end; x++) {
            patches[out + x] = map[in + x * stride];
          }
        }
      }
    }
  }

  /** The transpose of {@link #gather}: each feature receives the sum of what was read from it. */
  void scatter(float[] patches, float[] map) {
    Arrays.fill(map, 0);
    int from = 0;
    for (int row = 0; row < rows(); row++) {
      int first = firstColumn(row % KERNEL);
      int end = endColumn(row % KERNEL);
      for (int y = 0; y < outputHeight(); y++, from += outputWidth()) {
        int to = sourceOfColumnZero(row, y);
        if (to == OUTSIDE) {
          continue;
        }
        if (stride == 1) {
          for (int x = first; x < end; x++) {
            map[to + x] += patches[from + x];
          }
        } else {
          for (int x = first; x < end; x++) {
            map[to + x * stride] += patches[from + x];
          }
        }
      }
    }
  }

  private static final int OUTSIDE = Integer.MIN_VALUE;

  /** First output column whose tap at {@code tapX} lies inside the image. */
  private int firstColumn(int tapX) {
    return tapX < PADDING ? 1 : 0;
  }

  /** One past the last output column whose tap at {@code tapX} lies inside the image. */
  private int endColumn(int tapX) {
    return Math.min(outputWidth(), (input.width() - 1 + PADDING - tapX) / stride + 1);
  }

  /** Index of the feature under output column 0 (it may lie left of its row), or OUTSIDE. */
  private int sourceOfColumnZero(int row, int outputY) {
    int y = outputY * stride + row / KERNEL % KERNEL - PADDING;
    if (y < 0 || y >= input.height()) {
      return OUTSIDE;
    }
    int channel = row / TAPS;
    return (channel * input.height() + y) * input.width() + row % KERNEL - PADDING;
  }
}
