package dev.vaccel.backend.image;

import dev.vaccel.api.Detection;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.Task;
import java.util.ArrayList;
import java.util.List;

/** Answers with boxes. */
record Detector(PictureModel model, ClassNames names, BoxDecoder decoder) implements Answerer {
  static Detector of(Loading loading) {
    BoxDecoder decoder = decoder(loading);
    OutputPlan outputs =
        decoder.kinds().isEmpty()
            ? OutputPlan.single(loading.described(), loading.info())
            : OutputPlan.of(decoder.kinds(), loading.described(), loading.info());
    return new Detector(loading.model(outputs), loading.names("class"), decoder);
  }

  private static BoxDecoder decoder(Loading loading) {
    Decoding decoding = loading.decoding(Task.DETECT);
    return switch (decoding) {
      case Decoding.PostProcessed boxes -> new PostProcessedBoxes(boxes);
      case Decoding.Boxes boxes -> new ScoredBoxes(boxes);
      case Decoding.Anchored boxes -> new AnchoredBoxes(boxes, loading.bundle().anchors());
      case Decoding.FastestDet grid -> new FastestDetGrid(grid);
      case Decoding.Yolo rows -> new YoloRows(rows);
      case Decoding.Centres grid -> new CentreGrid(grid);
      case Decoding.ClassScores _,
          Decoding.ClassMask _,
          Decoding.HeatMaps _,
          Decoding.KeyPoints _,
          Decoding.Depth _ ->
          throw wrongMethod(decoding, Task.DETECT);
    };
  }

  /** For descriptions that were not read from a bundle, which checks it. */
  static InvalidArgumentException wrongMethod(Decoding decoding, Task task) {
    return new InvalidArgumentException(
        ErrorCode.INVALID_ARGUMENT,
        "the bundle's decoding "
            + decoding.method().bundleName()
            + " makes no answer of "
            + task.bundleName());
  }

  List<Detection> answer(List<Tensor> outputs, Frame frame, float minScore, int limit) {
    return detections(decoder, model.outputs().values(outputs), names, frame, minScore, limit);
  }

  static List<Detection> detections(
      BoxDecoder decoder,
      List<Values> outputs,
      ClassNames names,
      Frame frame,
      float minScore,
      int limit) {
    Candidates found =
        new Candidates(decoder.selection(), minScore, frame.inputWidth(), frame.inputHeight());
    decoder.decode(outputs, names, found);
    List<Detection> detections = new ArrayList<>();
    for (Box box : found.chosen(limit)) {
      float left = frame.x(box.left());
      float top = frame.y(box.top());
      float right = frame.x(box.right());
      float bottom = frame.y(box.bottom());
      // What lies in the border around a picture is nothing of it.
      if (right > left && bottom > top) {
        String text = names.of(box.type());
        detections.add(new Detection(box.type(), text, box.score(), left, top, right, bottom));
      }
    }
    return detections;
  }
}
