package dev.vaccel.backend.image;

import dev.vaccel.api.KeyPoint;
import dev.vaccel.api.Pose;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Answers with bodies. */
record PoseFinder(PictureModel model, ClassNames names, Decoding decoding) implements Answerer {
  static PoseFinder of(Loading loading) {
    Decoding decoding = loading.decoding(Task.POSE);
    if (decoding.method().task() != Task.POSE) {
      throw Detector.wrongMethod(decoding, Task.POSE);
    }
    return new PoseFinder(loading.model(), loading.names("point"), decoding);
  }

  List<Pose> answer(List<Tensor> outputs, Frame frame, float minScore, int limit) {
    Values values = model.outputs().values(outputs).getFirst();
    List<List<PointReader.Point>> bodies =
        switch (decoding) {
          case Decoding.HeatMaps maps -> PointReader.maps(maps, values, names);
          case Decoding.KeyPoints rows ->
              PointReader.rows(rows, values, names, frame.inputWidth(), frame.inputHeight());
          default -> throw Detector.wrongMethod(decoding, Task.POSE);
        };
    return poses(bodies, names, frame, minScore, limit);
  }

  static List<Pose> poses(
      List<List<PointReader.Point>> bodies,
      ClassNames names,
      Frame frame,
      float minScore,
      int limit) {
    List<Pose> poses = new ArrayList<>();
    for (List<PointReader.Point> body : bodies) {
      List<KeyPoint> points = new ArrayList<>();
      double sum = 0;
      for (PointReader.Point point : body) {
        if (point.score() >= minScore) {
          sum += point.score();
          points.add(
              new KeyPoint(
                  point.index(),
                  names.of(point.index()),
                  point.score(),
                  frame.x(point.x()),
                  frame.y(point.y())));
        }
      }
      if (!points.isEmpty()) {
        poses.add(new Pose((float) (sum / points.size()), points));
      }
    }
    poses.sort(Comparator.comparingDouble(Pose::score).reversed());
    return poses.size() > limit ? poses.subList(0, limit) : poses;
  }
}
