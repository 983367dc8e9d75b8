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
    try (var model = new OnnxModel(Shipped.model(TrainShapes.CARD))) {
      float[] scores = model.output(ShapeModel.OUTPUT, Shipped.modelInput(read(sample)));
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
    var kinds = Stream.of(SceneSample.Kind.values()).map(SceneSample.Kind::directory);
    var expected = Stream.concat(samples().map(DrawSamples.Sample::fileName), kinds);
    try (var files = Files.list(Shipped.IMAGES)) {
      Set<String> names = files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
      assertEquals(expected.collect(Collectors.toSet()), names);
    }
  }

  private static BufferedImage read(DrawSamples.Sample sample) throws IOException {
    var image = ImageIO.read(Shipped.IMAGES.resolve(sample.fileName()).toFile());
    assertNotNull(image, sample.fileName());
    return image;
  }
}
