package dev.vaccel.models;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The truth of a sample image as JSON: lengths in its pixels, origin at the upper left corner. */
final class TruthJson {
  /** A landscape's truth is told at the centres of so many cells along each side. */
  static final int GRID = 16;

  private TruthJson() {}

  /** Boxes by their upper left corner, width and height. */
  static String of(String image, BoxScene scene) {
    return head(image, scene.image())
        + scene.boxes().stream()
            .map(
                box ->
                    String.format(
                        Locale.ROOT,
                        "    {\"label\": \"%s\", \"x\": %.1f, \"y\": %.1f, \"width\": %.1f,"
                            + " \"height\": %.1f}",
                        box.shape().label(),
                        box.centreX() - box.width() / 2,
                        box.centreY() - box.height() / 2,
                        box.width(),
                        box.height()))
            .collect(Collectors.joining(",\n", "  \"objects\": [\n", "\n  ]\n}\n"));
  }

  /** Joints by their place. */
  static String of(String image, FigureScene scene) {
    return head(image, scene.image())
        + IntStream.range(0, Figure.LABELS.size())
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT,
                        "    {\"label\": \"%s\", \"x\": %.1f, \"y\": %.1f}",
                        Figure.LABELS.get(i),
                        scene.joints().get(i).x(),
                        scene.joints().get(i).y()))
            .collect(Collectors.joining(",\n", "  \"joints\": [\n", "\n  ]\n}\n"));
  }

  /** Class and inverse depth at the centres of a {@value #GRID} x {@value #GRID} grid, by rows. */
  static String of(String image, LandscapeScene scene) {
    String classes =
        IntStream.range(0, GRID)
            .mapToObj(
                y ->
                    IntStream.range(0, GRID)
                        .mapToObj(x -> String.valueOf(scene.classes()[pixel(scene, x, y)]))
                        .collect(Collectors.joining("", "    \"", "\"")))
            .collect(Collectors.joining(",\n", "  \"classes\": [\n", "\n  ],\n"));
    String depth =
        IntStream.range(0, GRID)
            .mapToObj(
                y ->
                    IntStream.range(0, GRID)
                        .mapToObj(x -> scene.inverseDepth()[pixel(scene, x, y)])
                        .map(value -> String.format(Locale.ROOT, "%.2f", value))
                        .collect(Collectors.joining(", ", "    [", "]")))
            .collect(Collectors.joining(",\n", "  \"inverseDepth\": [\n", "\n  ]\n}\n"));
    String labels =
        Landscape.LABELS.stream()
            .map(label -> "\"" + label + "\"")
            .collect(Collectors.joining(", ", "  \"labels\": [", "],\n"));
    return head(image, scene.image()) + labels + classes + depth;
  }

  /** Index of the pixel at the centre of a cell of the grid. */
  static int pixel(LandscapeScene scene, int x, int y) {
    int width = scene.image().width();
    int row = (2 * y + 1) * scene.image().height() / (2 * GRID);
    return row * width + (2 * x + 1) * width / (2 * GRID);
  }

  private static String head(String image, Raster raster) {
    return String.format(
        Locale.ROOT,
        "{\n  \"image\": \"%s\",\n  \"width\": %d,\n  \"height\": %d,\n",
        image,
        raster.width(),
        raster.height());
  }
}
