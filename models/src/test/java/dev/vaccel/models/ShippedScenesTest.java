package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * The shipped detector, segmentation, depth and pose models in ONNX Runtime on scenes that nothing
 * has seen. The bars leave room below what each training log says of other scenes.
 */
final class ShippedScenesTest {
  private static final int SCENES = 300;

  @Test
  void detectorFindsShapes() throws IOException, OrtException {
    try (var model = new OnnxModel(Shipped.model(TrainDetector.CARD))) {
      var score = BoxScore.of(model, Shipped.FRESH_SEED, SCENES);
      assertTrue(score.precision() >= 0.98, score.toString());
      assertTrue(score.recall() >= 0.96, score.toString());
    }
  }

  @Test
  void segmentationTellsClassesApart() throws IOException, OrtException {
    try (var model = new OnnxModel(Shipped.model(TrainLandscape.SEGMENT_CARD))) {
      var score = SegmentScore.of(model, Shipped.FRESH_SEED, SCENES);
      assertTrue(score.accuracy() >= 0.985, score.toString());
      assertTrue(score.meanOverlap() >= 0.93, score.toString());
    }
  }

  @Test
  void depthIsCloseToTheTruth() throws IOException, OrtException {
    try (var model = new OnnxModel(Shipped.model(TrainLandscape.DEPTH_CARD))) {
      var score = DepthScore.of(model, Shipped.FRESH_SEED, SCENES);
      assertTrue(score.meanError() <= 0.012, score.toString());
      assertTrue(score.near() >= 0.95, score.toString());
    }
  }

  @Test
  void poseFindsJoints() throws IOException, OrtException {
    try (var model = new OnnxModel(Shipped.model(TrainPose.CARD))) {
      var score = FigureScore.of(model, Shipped.FRESH_SEED, SCENES);
      assertTrue(score.meanError() <= 1, score.toString());
      assertTrue(score.found() >= 0.99, score.toString());
    }
  }
}
