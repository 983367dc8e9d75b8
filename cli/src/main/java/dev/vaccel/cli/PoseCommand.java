package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.Annotation;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.KeyPoint;
import dev.vaccel.api.Pose;
import dev.vaccel.api.Poses;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.Task;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vaccel pose}: bodies in pictures, point by point. */
@Command(
    name = "pose",
    description = {
      "Finds bodies in pictures: prints their points in pixels of the upright picture.",
      "A bundle says itself how its outputs become points; for a bare model file --decode does."
    })
final class PoseCommand extends ImageCommand<Poses> {
  @Option(
      names = "--min-score",
      paramLabel = "S",
      description = "Lowest score of a point wanted, 0 to 1; default ${DEFAULT-VALUE}.")
  private float minScore = 0.1f;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Most bodies for each picture, 1 to 1000; default ${DEFAULT-VALUE}.")
  private int limit = 100;

  PoseCommand(Terminal terminal) {
    super(terminal, Task.POSE, "finding bodies");
  }

  @Override
  void checkOptions() {
    checkFinding(minScore, limit);
  }

  @Override
  List<Poses> ask(ImageApi api, ResourceId id, List<Tensor> pictures, Annotation annotation) {
    return api.pose(id, pictures, minScore, limit, annotation);
  }

  @Override
  Tensor annotated(Poses answer) {
    return answer.annotated();
  }

  @Override
  JsonObject json(Poses answer) {
    List<JsonObject> found = new ArrayList<>();
    for (Pose pose : answer.items()) {
      List<JsonObject> points = new ArrayList<>();
      for (KeyPoint point : pose.points()) {
        points.add(
            Json.object(
                "index", point.index(),
                "text", point.text(),
                "score", point.score(),
                "x", point.x(),
                "y", point.y()));
      }
      found.add(Json.object("score", pose.score(), "points", points));
    }
    return Json.object("width", answer.width(), "height", answer.height(), "poses", found);
  }

  @Override
  Table table() {
    return new Table("IMAGE", ">BODY", ">SCORE", ">X", ">Y", "POINT");
  }

  @Override
  void addRows(Table table, String name, Poses answer) {
    if (answer.items().isEmpty()) {
      table.add(name, "", "", "", "", "(nobody found)");
    }
    String first = name;
    for (int body = 0; body < answer.items().size(); body++) {
      String number = Integer.toString(body + 1);
      for (KeyPoint point : answer.items().get(body).points()) {
        table.add(
            first,
            number,
            ClassifyCommand.percent(point.score()),
            DetectCommand.pixels(point.x()),
            DetectCommand.pixels(point.y()),
            point.text());
        first = "";
        number = "";
      }
    }
  }
}
