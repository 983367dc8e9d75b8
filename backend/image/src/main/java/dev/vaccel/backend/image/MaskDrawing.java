package dev.vaccel.backend.image;

import dev.vaccel.api.MaskClass;
import dev.vaccel.api.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Classes of pixels as translucent colours with an outline, and a legend. What is called background
 * keeps its own colours.
 */
final class MaskDrawing {
  private static final double OPACITY = 0.5;
  private static final Set<String> BACKGROUND =
      Set.of("background", "__background__", "unlabeled", "unlabelled", "void");

  private final Sheet sheet;
  private final byte[] mask;
  private final int maskWidth;
  private final int maskHeight;
  private final boolean[] isClear = new boolean[256];

  private MaskDrawing(Sheet sheet, List<MaskClass> classes, Tensor tensor) {
    this.sheet = sheet;
    this.mask = tensor.data().toArray(ValueLayout.JAVA_BYTE);
    this.maskHeight = Math.toIntExact(tensor.shape().dim(0));
    this.maskWidth = Math.toIntExact(tensor.shape().dim(1));
    for (MaskClass each : classes) {
      isClear[each.index() & 0xFF] |= isBackground(each);
    }
  }

  /** {@code mask}: u8[h,w] class numbers, stretched over the picture. */
  static void draw(Sheet sheet, List<MaskClass> classes, Tensor mask) {
    if (mask.data().byteSize() > 0) {
      new MaskDrawing(sheet, classes, mask).tint();
    }
    List<Panel.Row> rows = new ArrayList<>();
    for (MaskClass each : classes) {
      if (Float.isFinite(each.share())) {
        int rgb = isBackground(each) ? Palette.GRAY : Palette.ofClass(each.index());
        String value = percent(each.share());
        rows.add(new Panel.Row(rgb, each.text(), value, -1));
      }
    }
    new Panel(sheet).draw(rows, false);
  }

  private static boolean isBackground(MaskClass each) {
    return BACKGROUND.contains(each.text().strip().toLowerCase(Locale.ROOT));
  }

  private static String percent(float share) {
    return share > 0 && share < 0.005f ? "< 1%" : Math.round(100 * share) + "%";
  }

  private void tint() {
    Canvas canvas = sheet.canvas;
    int width = canvas.width;
    int height = canvas.height;
    byte[] classes = classes();
    int[] colors = new int[isClear.length];
    for (int i = 0; i < colors.length; i++) {
      colors[i] = Palette.ofClass(i);
    }
    int reach = (sheet.line + 1) / 2;
    int part = (int) Math.round(256 * OPACITY);
    for (int y = 0; y < height; y++) {
      int above = Math.max(y - reach, 0) * width;
      int below = Math.min(y + reach, height - 1) * width;
      int row = y * width;
      for (int x = 0; x < width; x++) {
        byte own = classes[row + x];
        if (!isClear[own & 0xFF]) {
          boolean isEdge =
              classes[above + x] != own
                  || classes[below + x] != own
                  || classes[row + Math.max(x - reach, 0)] != own
                  || classes[row + Math.min(x + reach, width - 1)] != own;
          canvas.blend(x, y, colors[own & 0xFF], isEdge ? 256 : part);
        }
      }
    }
  }

  /**
   * The class of each pixel: the one with most weight among the four nearest of the mask, which
   * makes borders slanted where the mask has steps.
   */
  private byte[] classes() {
    int width = sheet.canvas.width;
    int height = sheet.canvas.height;
    byte[] classes = new byte[width * height];
    Stretch across = new Stretch(maskWidth, width);
    Stretch down = new Stretch(maskHeight, height);
    for (int y = 0; y < height; y++) {
      int upper = down.first[y] * maskWidth;
      int lower = down.second[y] * maskWidth;
      for (int x = 0; x < width; x++) {
        byte a = mask[upper + across.first[x]];
        byte b = mask[upper + across.second[x]];
        byte c = mask[lower + across.first[x]];
        byte d = mask[lower + across.second[x]];
        boolean isPlain = a == b && b == c && c == d;
        classes[y * width + x] = isPlain ? a : heaviest(a, b, c, d, across.part[x], down.part[y]);
      }
    }
    return classes;
  }

  private static byte heaviest(byte a, byte b, byte c, byte d, float across, float down) {
    byte[] all = {a, b, c, d};
    float[] weights = {
      (1 - across) * (1 - down), across * (1 - down), (1 - across) * down, across * down
    };
    byte best = a;
    float most = -1;
    for (byte candidate : all) {
      float weight = 0;
      for (int i = 0; i < all.length; i++) {
        weight += all[i] == candidate ? weights[i] : 0;
      }
      if (weight > most) {
        most = weight;
        best = candidate;
      }
    }
    return best;
  }
}
