package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.Annotation;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.Label;
import dev.vaccel.api.Labels;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vaccel classify}: the most likely labels of pictures. */
@Command(
    name = "classify",
    description = {
      "Names what pictures show: prints the most likely labels with their probability.",
      "A bundle says itself how pictures become its input; for a bare model file the options do."
    })
final class ClassifyCommand extends ImageCommand<Labels> {
  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Labels for each picture, 1 to 1000; default ${DEFAULT-VALUE}.")
  private int top = 3;

  ClassifyCommand(Terminal terminal) {
    super(terminal, Task.CLASSIFY, "classifying");
  }

  @Override
  void checkOptions() {
    if (top < 1 || top > 1000) {
      throw Failure.usage("--top " + top + ": expected 1 to 1000");
    }
  }

  @Override
  List<Labels> ask(ImageApi api, ResourceId id, List<Tensor> pictures, Annotation annotation) {
    return api.classifyAll(id, pictures, top, annotation);
  }

  @Override
  Tensor annotated(Labels answer) {
    return answer.annotated();
  }

  @Override
  JsonObject json(Labels answer) {
    List<JsonObject> found = new ArrayList<>();
    for (Label label : answer.items()) {
      found.add(Json.object("index", label.index(), "text", label.text(), "score", label.score()));
    }
    return Json.object("width", answer.width(), "height", answer.height(), "labels", found);
  }

  @Override
  Table table() {
    return new Table("IMAGE", ">CONFIDENCE", "LABEL");
  }

  @Override
  void addRows(Table table, String name, Labels answer) {
    String first = name;
    for (Label label : answer.items()) {
      table.add(first, percent(label.score()), label.text());
      first = "";
    }
  }

  static String percent(float share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
