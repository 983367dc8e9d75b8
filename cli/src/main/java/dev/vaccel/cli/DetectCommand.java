package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.Annotation;
import dev.vaccel.api.Detection;
import dev.vaccel.api.Detections;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vaccel detect}: things in pictures and where they are. */
@Command(
    name = "detect",
    description = {
      "Finds things in pictures: prints labels, scores and boxes in pixels of the upright picture.",
      "A bundle says itself how its outputs become boxes; for a bare model file --decode does."
    })
final class DetectCommand extends ImageCommand<Detections> {
  @Option(
      names = "--min-score",
      paramLabel = "S",
      description =
          "Lowest score wanted, 0 to 1; a bundle's own threshold holds where it is higher; default"
              + " ${DEFAULT-VALUE}.")
  private float minScore;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Most things for each picture, 1 to 1000; default ${DEFAULT-VALUE}.")
  private int limit = 100;

  DetectCommand(Terminal terminal) {
    super(terminal, Task.DETECT, "detecting");
  }

  @Override
  void checkOptions() {
    checkFinding(minScore, limit);
  }

  @Override
  List<Detections> ask(ImageApi api, ResourceId id, List<Tensor> pictures, Annotation annotation) {
    return api.detect(id, pictures, minScore, limit, annotation);
  }

  @Override
  Tensor annotated(Detections answer) {
    return answer.annotated();
  }

  @Override
  JsonObject json(Detections answer) {
    List<JsonObject> found = new ArrayList<>();
    for (Detection each : answer.items()) {
      found.add(
          Json.object(
              "index", each.index(),
              "text", each.text(),
              "score", each.score(),
              "left", each.left(),
              "top", each.top(),
              "right", each.right(),
              "bottom", each.bottom()));
    }
    return Json.object("width", answer.width(), "height", answer.height(), "detections", found);
  }

  @Override
  Table table() {
    return new Table("IMAGE", ">SCORE", ">LEFT", ">TOP", ">RIGHT", ">BOTTOM", "LABEL");
  }

  @Override
  void addRows(Table table, String name, Detections answer) {
    if (answer.items().isEmpty()) {
      table.add(name, "", "", "", "", "", "(nothing found)");
    }
    String first = name;
    for (Detection each : answer.items()) {
      table.add(
          first,
          ClassifyCommand.percent(each.score()),
          pixels(each.left()),
          pixels(each.top()),
          pixels(each.right()),
          pixels(each.bottom()),
          each.text());
      first = "";
    }
  }

  static String pixels(float coordinate) {
    return String.format(Locale.ROOT, "%.0f", coordinate);
  }
}
