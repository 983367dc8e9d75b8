package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SceneSamplesTest {
  /** An overlap of this with the true box. */
  private static final double RIGHT_OVERLAP = 0.5;

  static Stream<SceneSample> samples() {
    return SceneSample.all().stream();
  }

  private static Stream<SceneSample> samples(SceneSample.Kind kind) {
    return samples().filter(sample -> sample.kind() == kind);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void filesAreWhatTheRecipeDraws(SceneSample sample) throws IOException {
    var file = read(sample);
    var drawn = sample.draw().toImage();
    for (int y = 0; y < SceneSample.SIDE; y++) {
      for (int x = 0; x < SceneSample.SIDE; x++) {
        assertEquals(drawn.getRGB(x, y) & 0xffffff, file.getRGB(x, y) & 0xffffff);
      }
    }
    var truth = Shipped.IMAGES.resolve(sample.kind().directory()).resolve(sample.truthName());
    assertEquals(sample.truth(), Files.readString(truth));
  }

  @ParameterizedTest
  @EnumSource
  void directoryHoldsNothingElse(SceneSample.Kind kind) throws IOException {
    Set<String> expected =
        samples(kind)
            .flatMap(sample -> Stream.of(sample.imageName(), sample.truthName()))
            .collect(Collectors.toCollection(TreeSet::new));
    try (var files = Files.list(Shipped.IMAGES.resolve(kind.directory()))) {
      assertEquals(
          expected,
          files
              .map(f -> f.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  @Test
  void detectorFindsTheShapesAndNothingElse() throws IOException, OrtException {
    try (var model = new OnnxModel(Shipped.model(TrainDetector.CARD))) {
      for (var sample : samples(SceneSample.Kind.DETECT).toList()) {
        var truth = BoxScenes.picture(sample.seed(), SceneSample.SIDE).boxes();
        var seen = BoxDecoder.decode(model.predict(input(sample)), SceneSample.SIDE);
        assertEquals(truth.size(), seen.size(), sample + " " + seen);
        for (var box : truth) {
          assertTrue(
              seen.stream().anyMatch(d -> matches(d.box(), box)), sample + " " + box + " " + seen);
        }
      }
    }
  }

  private static boolean matches(LabelledBox seen, LabelledBox truth) {
    return seen.shape() == truth.shape() && seen.overlap(truth) >= RIGHT_OVERLAP;
  }

  @Test
  void segmentationAndDepthAreThoseOfTheScene() throws IOException, OrtException {
    try (var segment = new OnnxModel(Shipped.model(TrainLandscape.SEGMENT_CARD));
        var depth = new OnnxModel(Shipped.model(TrainLandscape.DEPTH_CARD))) {
      for (var sample : samples(SceneSample.Kind.SCENE).toList()) {
        var truth = LandscapeScenes.picture(sample.seed(), SceneSample.SIDE);
        float[] logits = segment.output(LandscapeModel.LOGITS, input(sample));
        float[] inverse = depth.output(LandscapeModel.INVERSE_DEPTH, input(sample));
        int right = 0;
        double error = 0;
        int grid = TruthJson.GRID;
        for (int cell = 0; cell < grid * grid; cell++) {
          int pixel = TruthJson.pixel(truth, cell % grid, cell / grid);
          int step = ShapeModel.SIDE / grid;
          int row = cell / grid * step + step / 2;
          int small = row * ShapeModel.SIDE + cell % grid * step + step / 2;
          right += SegmentScore.best(logits, small) == truth.classes()[pixel] ? 1 : 0;
          error += Math.abs(inverse[small] - truth.inverseDepth()[pixel]);
        }
        double share = right / (double) (grid * grid);
        assertTrue(share >= 0.93, sample + ": classes right " + share);
        double mean = error / (grid * grid);
        assertTrue(mean <= 0.05, sample + ": mean error of inverse depth " + mean);
      }
    }
  }

  @Test
  void poseFindsTheJoints() throws IOException, OrtException {
    try (var model = new OnnxModel(Shipped.model(TrainPose.CARD))) {
      for (var sample : samples(SceneSample.Kind.POSE).toList()) {
        List<FigureScene.Point> truth =
            FigureScenes.picture(sample.seed(), SceneSample.SIDE).joints();
        float[] maps = model.output(FigureModel.HEAT_MAPS, input(sample));
        for (int joint = 0; joint < truth.size(); joint++) {
          double error =
              FigureScore.joint(maps, joint, SceneSample.SIDE).distance(truth.get(joint));
          // 4 pixels of the model's 64 are 16 of the sample's 256.
          assertTrue(error < 16, sample + " " + Figure.LABELS.get(joint) + ": " + error);
        }
      }
    }
  }

  private static float[] input(SceneSample sample) throws IOException {
    return Shipped.modelInput(read(sample));
  }

  private static BufferedImage read(SceneSample sample) throws IOException {
    var file = Shipped.IMAGES.resolve(sample.kind().directory()).resolve(sample.imageName());
    var image = ImageIO.read(file.toFile());
    assertNotNull(image, file.toString());
    return image;
  }
}
