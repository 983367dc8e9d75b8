package dev.vaccel.backend.image;

import dev.vaccel.api.Tensor;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;

/**
 * Distances as colours, bright and warm for near, with something of the picture left in them, and a
 * bar that says what the ends of the scale stand for. What is no number stays gray.
 */
final class DepthDrawing {
  /** How much of the picture's light remains, in 256ths. */
  private static final int SHADE = 77;

  /** The numbers beyond these parts of all have the colours of the ends: single ones go astray. */
  private static final double LOW = 0.01;

  private static final double HIGH = 0.99;

  private static final int STEPS = 256;
  private static final int[] COLORS = colors();

  private final Sheet sheet;
  private final float[] values;
  private final int mapWidth;
  private final int mapHeight;
  private final float far;
  private final float near;

  private DepthDrawing(Sheet sheet, boolean isInverse, Tensor depth) {
    this.sheet = sheet;
    this.values = depth.floats();
    this.mapHeight = Math.toIntExact(depth.shape().dim(0));
    this.mapWidth = Math.toIntExact(depth.shape().dim(1));
    float[] sorted = new float[values.length];
    int count = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        sorted[count++] = value;
      }
    }
    Arrays.sort(sorted, 0, count);
    float low = count == 0 ? Float.NaN : sorted[(int) (LOW * (count - 1))];
    float high = count == 0 ? Float.NaN : sorted[(int) Math.ceil(HIGH * (count - 1))];
    this.far = isInverse ? low : high;
    this.near = isInverse ? high : low;
  }

  /** {@code depth}: f32[h,w], stretched over the picture. */
  static void draw(Sheet sheet, boolean isInverse, Tensor depth) {
    if (depth.data().byteSize() == 0) {
      return;
    }
    DepthDrawing drawing = new DepthDrawing(sheet, isInverse, depth);
    drawing.paint();
    if (!Float.isNaN(drawing.near)) {
      drawing.scale();
    }
  }

  private void paint() {
    Canvas canvas = sheet.canvas;
    Stretch across = new Stretch(mapWidth, canvas.width);
    Stretch down = new Stretch(mapHeight, canvas.height);
    for (int y = 0; y < canvas.height; y++) {
      int upper = down.first[y] * mapWidth;
      int lower = down.second[y] * mapWidth;
      float below = down.part[y];
      for (int x = 0; x < canvas.width; x++) {
        int left = across.first[x];
        int right = across.second[x];
        float beside = across.part[x];
        float one = values[upper + left] * (1 - beside) + values[upper + right] * beside;
        float other = values[lower + left] * (1 - beside) + values[lower + right] * beside;
        float value = one * (1 - below) + other * below;
        if (!Float.isFinite(value)) {
          // One of the four is no number: the nearest alone decides.
          value = values[(below < 0.5f ? upper : lower) + (beside < 0.5f ? left : right)];
        }
        canvas.set(x, y, shaded(color(value), canvas.rgb(x, y)));
      }
    }
  }

  private int color(float value) {
    if (!Float.isFinite(value)) {
      return Palette.GRAY;
    }
    double share = near == far ? 0.5 : (value - far) / ((double) near - far);
    return COLORS[(int) (Math.clamp(share, 0, 1) * (STEPS - 1) + 0.5)];
  }

  /** The colour, lighter or darker as the picture is; in 256ths. */
  private static int shaded(int color, int picture) {
    int light = 77 * (picture >> 16 & 0xFF) + 150 * (picture >> 8 & 0xFF) + 29 * (picture & 0xFF);
    int by = 256 + SHADE * ((light >> 8) - 128) / 128;
    int red = Math.min(((color >> 16 & 0xFF) * by) >> 8, 255);
    int green = Math.min(((color >> 8 & 0xFF) * by) >> 8, 255);
    int blue = Math.min(((color & 0xFF) * by) >> 8, 255);
    return red << 16 | green << 8 | blue;
  }

  private void scale() {
    int cap = sheet.capHeight;
    int padding = sheet.padding();
    double room = 0.9 * sheet.canvas.width;
    TextLine left = sheet.text("near " + number(near), room / 3);
    TextLine right = sheet.text("far " + number(far), room / 3);
    int barWidth = (int) Math.clamp(0.3 * sheet.canvas.width, 4 * cap, 24 * cap);
    int width = (int) Math.ceil(left.width() + right.width()) + barWidth + 4 * padding;
    int height = sheet.boxHeight();
    if (width + 2 * padding > sheet.canvas.width || height + 2 * padding > sheet.canvas.height) {
      return;
    }
    int top = sheet.canvas.height - padding - height;
    int baseline = top + padding + cap;
    sheet.box(padding, top, padding + width, top + height, Palette.INK, 0.78);
    sheet.draw(left, 2 * padding, baseline, Palette.WHITE);
    int bar = (int) Math.ceil(left.width()) + 3 * padding;
    for (int i = 0; i < barWidth; i++) {
      int rgb = COLORS[(STEPS - 1) * (barWidth - 1 - i) / Math.max(1, barWidth - 1)];
      sheet.canvas.fill(bar + i, baseline - cap, bar + i + 1, baseline, rgb, 1);
    }
    sheet.draw(right, bar + barWidth + padding, baseline, Palette.WHITE);
  }

  /** Three digits that count; the unit is the model's own. */
  static String number(float value) {
    double size = Math.abs(value);
    String text = String.format(Locale.ROOT, "%.3g", value);
    if (size == 0 || (size >= 1e-3 && size < 1e5)) {
      text = new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
    return text;
  }

  /** From far to near: dark violet over red and orange to pale yellow, lightness always rising. */
  private static int[] colors() {
    int[] anchors = {
      0x0B0724, 0x2A0F5B, 0x57157E, 0x84206B, 0xB12A5B, 0xD84A3F, 0xF0711F, 0xFB9F14, 0xF8CE4A,
      0xFCF6B1
    };
    int[] colors = new int[STEPS];
    for (int i = 0; i < STEPS; i++) {
      double at = (double) i * (anchors.length - 1) / (STEPS - 1);
      int first = Math.min((int) at, anchors.length - 2);
      double part = at - first;
      for (int shift = 16; shift >= 0; shift -= 8) {
        int from = anchors[first] >> shift & 0xFF;
        int to = anchors[first + 1] >> shift & 0xFF;
        colors[i] |= (int) Math.round(from + part * (to - from)) << shift;
      }
    }
    return colors;
  }
}
