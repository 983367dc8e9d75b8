package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.Label;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.VaccelException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaccel classify}: the most likely labels of pictures. */
@Command(
    name = "classify",
    description = {
      "Names what pictures show: prints the most likely labels with their probability.",
      "A bundle says itself how pictures become its input; for a bare model file the options do."
    })
final class ClassifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private ModelNames names = new ModelNames();
  @Mixin private PreprocessingOptions preprocessing = new PreprocessingOptions();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "Bundle (directory or zip), model file, or name of a model (`model list`).")
  private String model = "";

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "One label in each line, UTF-8; default the bundle's.")
  private @Nullable Path labels;

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Labels for each picture, 1 to 1000; default ${DEFAULT-VALUE}.")
  private int top = 3;

  @Option(names = "--json", description = "Print JSON: one object for each picture.")
  private boolean json;

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Pictures: JPEG, PNG, BMP, GIF or WebP files.")
  private List<Path> images = new ArrayList<>();

  ClassifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  private record Answer(Path image, List<Label> labels, double milliseconds) {}

  @Override
  public Integer call() throws IOException {
    if (top < 1 || top > 1000) {
      throw Failure.usage("--top " + top + ": expected 1 to 1000");
    }
    List<Answer> answers = new ArrayList<>();
    int code = ExitCodes.DONE;
    // Of a model that only the agent has there is nothing to make a bundle of.
    boolean asItIs = labels == null && !preprocessing.saysInput() && !preprocessing.saysOutput();
    boolean isAgents = asItIs && ModelNames.isName(model) && target.target(terminal).isPresent();
    try (ClassifierBundle bundle =
            isAgents
                ? new ClassifierBundle(Path.of(model), null)
                : ClassifierBundle.of(names.file(terminal, model), labels, preprocessing);
        OpenSession open = OpenSession.open(terminal, target, ImageApi.class, TensorApi.class);
        ProgressBar bar = new ProgressBar(terminal, "classifying")) {
      ResourceId id =
          isAgents ? names.register(terminal, open, model) : open.register(terminal, bundle.path());
      ImageApi api = open.session().api(ImageApi.class);
      for (Path image : images) {
        try {
          answers.add(classify(api, id, image));
        } catch (IOException | RuntimeException e) {
          if (!isAboutPicture(e)) {
            throw e;
          }
          String message = ErrorReport.message(e);
          String named = message.startsWith(image.toString()) ? message : image + ": " + message;
          if (images.size() == 1) {
            throw new Failure(ExitCodes.FAILED, named, e);
          }
          bar.clear();
          // One picture that cannot be read does not take the others' answers away.
          terminal.note(named);
          code = ExitCodes.FAILED;
        }
        bar.update(answers.size(), images.size(), image.toString());
      }
    }
    print(answers);
    return code;
  }

  // The back end begins what it says of a picture so; of the model it speaks by name.
  private static boolean isAboutPicture(Exception e) {
    return e instanceof IOException
        || (e instanceof VaccelException known && known.getMessage().startsWith("picture"));
  }

  private Answer classify(ImageApi api, ResourceId id, Path image) throws IOException {
    byte[] encoded = Files.readAllBytes(image);
    long started = System.nanoTime();
    List<Label> found = api.classify(id, MemorySegment.ofArray(encoded), top);
    return new Answer(image, found, (System.nanoTime() - started) / 1e6);
  }

  private void print(List<Answer> answers) {
    if (json) {
      List<JsonObject> objects = new ArrayList<>();
      for (Answer answer : answers) {
        List<JsonObject> found = new ArrayList<>();
        for (Label label : answer.labels()) {
          found.add(
              Json.object("index", label.index(), "text", label.text(), "score", label.score()));
        }
        objects.add(
            Json.object(
                "image", answer.image(), "labels", found, "milliseconds", answer.milliseconds()));
      }
      Json.print(terminal, Json.array(objects));
      return;
    }
    if (answers.isEmpty()) {
      return;
    }
    Table table = new Table("IMAGE", ">CONFIDENCE", "LABEL");
    for (Answer answer : answers) {
      String name = answer.image().toString();
      for (Label label : answer.labels()) {
        table.add(name, String.format(Locale.ROOT, "%.1f %%", 100 * label.score()), label.text());
        name = "";
      }
    }
    table.print(terminal.out(), terminal.width());
  }
}
