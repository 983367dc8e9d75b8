package dev.vaccel.examples;

import java.util.Arrays;

/**
 * Mel-frequency cepstral coefficients of one second of sound at 16 kHz, as the keyword model of
 * MLPerf Tiny was trained with: windows of 30 ms every 20 ms, 40 mel bands from 20 to 4000 Hz, the
 * first ten coefficients. Source: get_dataset.py of mlcommons/tiny, and tf.signal, which it calls.
 */
final class Cepstrum {
  static final int FRAMES = 49;
  static final int COEFFICIENTS = 10;

  private static final int WINDOW = 480;
  private static final int STEP = 320;
  private static final int FFT = 512;
  private static final int BINS = FFT / 2 + 1;
  private static final int BANDS = 40;
  private static final double LOWEST_HZ = 20;
  private static final double HIGHEST_HZ = 4000;
  private static final double FLOOR = 1e-6;

  private Cepstrum() {}

  /**
   * {@link #FRAMES} times {@link #COEFFICIENTS} numbers; what is missing of a second is silence.
   */
  static float[] of(float[] sound) {
    float[] second = Arrays.copyOf(sound, WavFile.SAMPLE_RATE);
    float loudest = 0;
    for (float sample : second) {
      loudest = Math.max(loudest, Math.abs(sample));
    }
    double[][] bands = bands();
    float[] coefficients = new float[FRAMES * COEFFICIENTS];
    for (int frame = 0; frame < FRAMES; frame++) {
      double[] magnitudes = magnitudes(second, frame * STEP, loudest == 0 ? 1 : loudest);
      double[] logs = new double[BANDS];
      for (int band = 0; band < BANDS; band++) {
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
          sum += bands[band][bin] * magnitudes[bin];
        }
        logs[band] = Math.log(sum + FLOOR);
      }
      for (int k = 0; k < COEFFICIENTS; k++) {
        double sum = 0;
        for (int band = 0; band < BANDS; band++) {
          sum += logs[band] * Math.cos(Math.PI * k * (band + 0.5) / BANDS);
        }
        coefficients[frame * COEFFICIENTS + k] = (float) (sum * Math.sqrt(2.0 / BANDS));
      }
    }
    return coefficients;
  }

  /** The spectrum of one window; 257 sums of 480 products are quick enough for an example. */
  private static double[] magnitudes(float[] sound, int start, float loudest) {
    double[] windowed = new double[WINDOW];
    for (int i = 0; i < WINDOW; i++) {
      double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / WINDOW);
      windowed[i] = hann * sound[start + i] / loudest;
    }
    double[] magnitudes = new double[BINS];
    for (int bin = 0; bin < BINS; bin++) {
      double real = 0;
      double imaginary = 0;
      for (int i = 0; i < WINDOW; i++) {
        double angle = 2 * Math.PI * bin * i / FFT;
        real += windowed[i] * Math.cos(angle);
        imaginary -= windowed[i] * Math.sin(angle);
      }
      magnitudes[bin] = Math.hypot(real, imaginary);
    }
    return magnitudes;
  }

  /** Triangles that are even on the mel scale; the first bin, which is no sound, has none. */
  private static double[][] bands() {
    double[] edges = new double[BANDS + 2];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = mel(LOWEST_HZ) + (mel(HIGHEST_HZ) - mel(LOWEST_HZ)) * i / (BANDS + 1);
    }
    double[][] bands = new double[BANDS][BINS];
    for (int band = 0; band < BANDS; band++) {
      for (int bin = 1; bin < BINS; bin++) {
        double at = mel((double) bin * WavFile.SAMPLE_RATE / FFT);
        double rising = (at - edges[band]) / (edges[band + 1] - edges[band]);
        double falling = (edges[band + 2] - at) / (edges[band + 2] - edges[band + 1]);
        bands[band][bin] = Math.max(0, Math.min(rising, falling));
      }
    }
    return bands;
  }

  private static double mel(double hertz) {
    return 1127 * Math.log1p(hertz / 700);
  }
}
