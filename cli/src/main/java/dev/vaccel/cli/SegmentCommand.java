package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.Annotation;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.MaskClass;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Segmentation;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vaccel segment}: the class of each part of pictures. */
@Command(
    name = "segment",
    description = {
      "Divides pictures into classes: prints how much of each picture belongs to which.",
      "A bundle says itself what its output means; for a bare model file --decode does."
    })
final class SegmentCommand extends ImageCommand<Segmentation> {
  @Option(
      names = "--mask",
      paramLabel = "FILE|DIR",
      description =
          "Write the mask in the model's resolution: a .npy file (u8[h,w], class numbers) or a .png"
              + " with a palette, whose indices are the class numbers; in a directory .png.")
  private @Nullable Path mask;

  SegmentCommand(Terminal terminal) {
    super(terminal, Task.SEGMENT, "segmenting");
  }

  @Override
  void checkOptions() {}

  @Override
  ResultFiles.Kind mapKind() {
    return new ResultFiles.Kind("--mask", List.of(".npy", ".png"), "-mask", _ -> ".png");
  }

  @Override
  @Nullable Path mapTarget() {
    return mask;
  }

  @Override
  void writeMap(Segmentation answer, Path file) throws IOException {
    if (ResultFiles.extension(file).equals(".npy")) {
      NpyFile.write(file, answer.mask());
    } else {
      MapPicture.writeMask(file, answer.mask());
    }
  }

  @Override
  List<Segmentation> ask(
      ImageApi api, ResourceId id, List<Tensor> pictures, Annotation annotation) {
    return api.segment(id, pictures, annotation);
  }

  @Override
  Tensor annotated(Segmentation answer) {
    return answer.annotated();
  }

  @Override
  JsonObject json(Segmentation answer) {
    List<JsonObject> found = new ArrayList<>();
    for (MaskClass each : answer.classes()) {
      found.add(Json.object("index", each.index(), "text", each.text(), "share", each.share()));
    }
    return Json.object(
        "width", answer.width(),
        "height", answer.height(),
        "maskWidth", answer.mask().shape().dim(1),
        "maskHeight", answer.mask().shape().dim(0),
        "classes", found);
  }

  @Override
  Table table() {
    return new Table("IMAGE", ">SHARE", "CLASS");
  }

  @Override
  void addRows(Table table, String name, Segmentation answer) {
    String first = name;
    for (MaskClass each : answer.classes()) {
      table.add(first, ClassifyCommand.percent(each.share()), each.text());
      first = "";
    }
  }
}
