package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.Annotation;
import dev.vaccel.api.DepthMap;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vaccel depth}: how far parts of pictures are. */
@Command(
    name = "depth",
    description = {
      "Measures how far parts of pictures are: prints the range, in the model's own unit.",
      "A bundle says itself what its output means; for a bare model file --decode does."
    })
final class DepthCommand extends ImageCommand<DepthMap> {
  @Option(
      names = "--map",
      paramLabel = "FILE|DIR",
      description =
          "Write the numbers in the model's resolution: a .npy file (f32[h,w]) or a gray 16-bit"
              + " .png, 0 for the least number and 65535 for the greatest; in a directory .npy.")
  private @Nullable Path map;

  DepthCommand(Terminal terminal) {
    super(terminal, Task.DEPTH, "measuring");
  }

  @Override
  void checkOptions() {}

  @Override
  ResultFiles.Kind mapKind() {
    return new ResultFiles.Kind("--map", List.of(".npy", ".png"), "-depth", _ -> ".npy");
  }

  @Override
  @Nullable Path mapTarget() {
    return map;
  }

  @Override
  void writeMap(DepthMap answer, Path file) throws IOException {
    if (ResultFiles.extension(file).equals(".npy")) {
      NpyFile.write(file, answer.depth());
    } else {
      MapPicture.writeDepth(file, answer.depth(), DepthRange.of(answer.depth()));
    }
  }

  @Override
  List<DepthMap> ask(ImageApi api, ResourceId id, List<Tensor> pictures, Annotation annotation) {
    return api.depth(id, pictures, annotation);
  }

  @Override
  Tensor annotated(DepthMap answer) {
    return answer.annotated();
  }

  @Override
  JsonObject json(DepthMap answer) {
    DepthRange range = DepthRange.of(answer.depth());
    return Json.object(
        "width", answer.width(),
        "height", answer.height(),
        "mapWidth", answer.depth().shape().dim(1),
        "mapHeight", answer.depth().shape().dim(0),
        "inverse", answer.inverse(),
        "least", range.least(),
        "median", range.median(),
        "greatest", range.greatest());
  }

  @Override
  Table table() {
    return new Table("IMAGE", ">MAP", ">NEAREST", ">MEDIAN", ">FARTHEST", "NUMBERS");
  }

  @Override
  void addRows(Table table, String name, DepthMap answer) {
    DepthRange range = DepthRange.of(answer.depth());
    table.add(
        name,
        answer.depth().shape().dim(1) + "x" + answer.depth().shape().dim(0),
        number(answer.inverse() ? range.greatest() : range.least()),
        number(range.median()),
        number(answer.inverse() ? range.least() : range.greatest()),
        answer.inverse() ? "larger is nearer" : "larger is farther");
  }

  private static String number(float value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
