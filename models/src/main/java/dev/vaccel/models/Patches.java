package dev.vaccel.models;

import java.util.Arrays;

/**
 * Turns a convolution into a matrix product (im2col): row {@code (channel * kernelRows + y) *
 * kernel + x} of the patch matrix holds, for each output pixel, the input pixel under that tap of
 * the filter; zero outside the image, which is padded so that a stride of 1 keeps its size.
 *
 * @param input shape of the feature map
 * @param kernelRows rows of the filter, odd; 1 where the map has one row, as a text has
 * @param kernel taps of each row of the filter, odd
 * @param stride pixels between neighbouring filter positions, 1 or 2
 */
record Patches(FeatureShape input, int kernelRows, int kernel, int stride) {
  private static final int LARGEST_KERNEL = 9;

  Patches {
    checkKernel(kernelRows);
    checkKernel(kernel);
    if (stride != 1 && stride != 2) {
      throw new IllegalArgumentException("stride " + stride + ": must be 1 or 2");
    }
  }

  /** Square filters. */
  Patches(FeatureShape input, int kernel, int stride) {
    this(input, kernel, kernel, stride);
  }

  private static void checkKernel(int taps) {
    if (taps < 1 || taps > LARGEST_KERNEL || taps % 2 == 0) {
      throw new IllegalArgumentException(
          "kernel " + taps + ": must be odd and 1 to " + LARGEST_KERNEL);
    }
  }

  /** Pixels of zeros left and right of the input. */
  int padding() {
    return kernel / 2;
  }

  /** Pixels of zeros above and below the input. */
  int paddingRows() {
    return kernelRows / 2;
  }

  /** Taps of the filter on one input channel. */
  int taps() {
    return kernelRows * kernel;
  }

  int outputHeight() {
    return (input.height() + 2 * paddingRows() - kernelRows) / stride + 1;
  }

  int outputWidth() {
    return (input.width() + 2 * padding() - kernel) / stride + 1;
  }

  /** Rows of the patch matrix. */
  int rows() {
    return input.channels() * taps();
  }

  /** Columns of the patch matrix: output pixels. */
  int columns() {
    return outputHeight() * outputWidth();
  }

  /** Fills the patch matrix from the feature map. */
  void gather(float[] map, float[] patches) {
    int out = 0;
    for (int row = 0; row < rows(); row++) {
      int first = firstColumn(row % kernel);
      int end = endColumn(row % kernel);
      for (int y = 0; y < outputHeight(); y++, out += outputWidth()) {
        int in = sourceOfColumnZero(row, y);
        if (in == OUTSIDE) {
          Arrays.fill(patches, out, out + outputWidth(), 0);
          continue;
        }
        Arrays.fill(patches, out, out + first, 0);
        Arrays.fill(patches, out + end, out + outputWidth(), 0);
        if (stride == 1 && first < end) {
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
      int first = firstColumn(row % kernel);
      int end = endColumn(row % kernel);
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
    return Math.clamp(Math.ceilDiv(padding() - tapX, stride), 0, outputWidth());
  }

  /** One past the last output column whose tap at {@code tapX} lies inside the image. */
  private int endColumn(int tapX) {
    int last = Math.floorDiv(input.width() - 1 + padding() - tapX, stride);
    return Math.clamp(last + 1, firstColumn(tapX), outputWidth());
  }

  /** Index of the feature under output column 0 (it may lie left of its row), or OUTSIDE. */
  private int sourceOfColumnZero(int row, int outputY) {
    int y = outputY * stride + row / kernel % kernelRows - paddingRows();
    if (y < 0 || y >= input.height()) {
      return OUTSIDE;
    }
    int channel = row / taps();
    return (channel * input.height() + y) * input.width() + row % kernel - padding();
  }
}
