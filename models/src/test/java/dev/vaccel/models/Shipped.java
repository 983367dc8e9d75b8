package dev.vaccel.models;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the shipped files lie. Tests run in the module's directory. */
final class Shipped {
  static final Path IMAGES = Path.of("images");

  /** What made the bundles. */
  static final List<Recipe> RECIPES = RecipesTest.all().toList();

  /** All bundles. */
  static final List<ModelCard> CARDS =
      RECIPES.stream()
          .flatMap(recipe -> recipe.products().stream())
          .map(Recipe.Product::card)
          .toList();

  /** A stream of scenes that neither training nor its own measurement has seen. */
  static final long FRESH_SEED = 20_250_917;

  private Shipped() {}

  static Path bundle(ModelCard card) {
    return Path.of(card.name());
  }

  static byte[] model(ModelCard card) throws IOException {
    return Files.readAllBytes(bundle(card).resolve(card.modelFile()));
  }

  static String text(ModelCard card, String file) throws IOException {
    return Files.readString(bundle(card).resolve(file));
  }

  /** Stretches to the model's size; each pixel is the mean of the area that it covers. */
  static float[] modelInput(BufferedImage image) {
    int side = ShapeModel.SIDE;
    float[] input = new float[ShapeModel.INPUT_SIZE];
    // Sub-pixels: enough of them that each source pixel of 320 is met.
    int fine = 8;
    for (int y = 0; y < side * fine; y++) {
      int sourceY = y * image.getHeight() / (side * fine);
      for (int x = 0; x < side * fine; x++) {
        int rgb = image.getRGB(x * image.getWidth() / (side * fine), sourceY);
        int pixel = y / fine * side + x / fine;
        for (int channel = 0; channel < 3; channel++) {
          int value = (rgb >> (16 - 8 * channel)) & 0xff;
          input[channel * side * side + pixel] +=
              (value - ShapeModel.MEAN) * ShapeModel.SCALE / (fine * fine);
        }
      }
    }
    return input;
  }
}
