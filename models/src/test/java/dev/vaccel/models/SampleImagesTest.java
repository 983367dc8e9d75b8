package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SampleImagesTest {
  /** JPEG's loss for a clean drawing; PNG loses nothing. */
  private static final int JPEG_MEAN_ERROR = 4;

  static Stream<DrawSamples.Sample> samples() {
    return DrawSamples.SAMPLES.stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shippedModelSeesWhatTheFileNameSays(DrawSamples.Sample sample)
      throws IOException, OrtException {
    try (var model = new OnnxModel(Shipped.model())) {
      float[] scores = model.scores(modelInput(read(sample)));
      assertEquals(sample.shape(), Shape.classes().get(Softmax.best(scores)));
      assertTrue(scores[sample.shape().classIndex()] > 0.5, "score of " + sample.shape().label());
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void fileIsWhatTheRecipeDraws(DrawSamples.Sample sample) throws IOException {
    var file = read(sample);
    var drawn = sample.draw().image().toImage();
    assertEquals(sample.width(), file.getWidth());
    assertEquals(sample.height(), file.getHeight());
    long error = 0;
    for (int y = 0; y < file.getHeight(); y++) {
      for (int x = 0; x < file.getWidth(); x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          int a = (file.getRGB(x, y) >> shift) & 0xff;
          int b = (drawn.getRGB(x, y) >> shift) & 0xff;
          error += Math.abs(a - b);
        }
      }
    }
    long allowed = sample.format().equals("png") ? 0 : JPEG_MEAN_ERROR;
    assertTrue(error <= allowed * 3 * file.getWidth() * file.getHeight(), "sum of errors " + error);
  }

  @Test
  void directoryHoldsNothingElse() throws IOException {
    try (var files = Files.list(Shipped.IMAGES)) {
      Set<String> names = files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
      assertEquals(samples().map(DrawSamples.Sample::fileName).collect(Collectors.toSet()), names);
    }
  }

  private static BufferedImage read(DrawSamples.Sample sample) throws IOException {
    var image = ImageIO.read(Shipped.IMAGES.resolve(sample.fileName()).toFile());
    assertNotNull(image, sample.fileName());
    return image;
  }

  /** Stretches to the model's size; each pixel is the mean of the area that it covers. */
  private static float[] modelInput(BufferedImage image) {
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
