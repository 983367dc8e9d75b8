package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.Annotation;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.model.Task;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A command that asks a model something about pictures, in calls of several pictures. One that
 * cannot be read does not take the others' answers away.
 *
 * @param <A> what is said of one picture
 */
abstract class ImageCommand<A> implements Callable<Integer> {
  private static final int MAX_BATCH = 256;
  private static final List<String> PICTURES = List.of(".png", ".jpg", ".jpeg");

  final Terminal terminal;
  private final Task task;
  private final String doing;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private ModelNames names = new ModelNames();
  @Mixin private PreprocessingOptions preprocessing = new PreprocessingOptions();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "Bundle (directory or zip), model file, or name of a model (`model list`); default the"
              + " project's own, which knows drawn scenes.")
  private @Nullable String model;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "One label in each line, UTF-8; default the bundle's.")
  private @Nullable Path labels;

  @Option(
      names = "--output",
      paramLabel = "FILE|DIR",
      description =
          "Write the picture with the answer drawn into it: a .png or .jpg file, or into a"
              + " directory (as JPEG where the picture is one, else PNG).")
  private @Nullable Path output;

  @Option(names = "--force", description = "Replace files that are there.")
  private boolean force;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Most pictures in one call, 1 to 256; default ${DEFAULT-VALUE}.")
  private int batch = 8;

  @Option(names = "--json", description = "Print JSON: one object for each picture.")
  private boolean json;

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Pictures: JPEG, PNG, BMP, GIF or WebP files.")
  private List<Path> images = new ArrayList<>();

  /**
   * Makes the command.
   *
   * @param doing for the progress bar, such as {@code detecting}
   */
  ImageCommand(Terminal terminal, Task task, String doing) {
    this.terminal = terminal;
    this.task = task;
    this.doing = doing;
  }

  /**
   * What was said of one picture.
   *
   * @param image the file
   * @param answer about it
   * @param milliseconds of the call, divided by its pictures
   * @param files that were written
   */
  record Said<A>(Path image, A answer, double milliseconds, JsonObject files) {}

  /** Checks this command's own options. */
  abstract void checkOptions();

  /** Checks options of commands that find several things in a picture. */
  static void checkFinding(float minScore, int limit) {
    if (!(minScore >= 0 && minScore <= 1)) {
      throw Failure.usage("--min-score " + minScore + ": expected 0 to 1");
    }
    if (limit < 1 || limit > 1000) {
      throw Failure.usage("--limit " + limit + ": expected 1 to 1000");
    }
  }

  /** Where this command writes other things than pictures; null: nowhere. */
  ResultFiles.@Nullable Kind mapKind() {
    return null;
  }

  /** What the option of {@link #mapKind} says. */
  @Nullable Path mapTarget() {
    return null;
  }

  /** Writes what {@link #mapKind} is about. */
  void writeMap(A answer, Path file) throws IOException {
    throw new IllegalStateException(file + " is not wanted");
  }

  /** Asks, for 1 to 256 pictures. */
  abstract List<A> ask(ImageApi api, ResourceId id, List<Tensor> pictures, Annotation annotation);

  /** The annotated picture of an answer. */
  abstract Tensor annotated(A answer);

  /** The answer for {@code --json}. */
  abstract JsonObject json(A answer);

  abstract Table table();

  /** Adds one picture's rows; the first one begins with {@code name}. */
  abstract void addRows(Table table, String name, A answer);

  @Override
  public final Integer call() throws IOException {
    checkOptions();
    if (batch < 1 || batch > MAX_BATCH) {
      throw Failure.usage("--batch " + batch + ": expected 1 to " + MAX_BATCH);
    }
    ResultFiles pictures =
        ResultFiles.of(
            new ResultFiles.Kind("--output", PICTURES, "", ImageCommand::pictureExtension),
            output,
            images,
            force);
    ResultFiles.Kind kind = mapKind();
    ResultFiles maps = kind == null ? pictures : ResultFiles.of(kind, mapTarget(), images, force);
    List<Said<A>> said = new ArrayList<>();
    int code;
    try (TaskBundle bundle = bundle();
        OpenSession open = OpenSession.open(terminal, target, ImageApi.class, TensorApi.class);
        ProgressBar bar = new ProgressBar(terminal, doing)) {
      ResourceId id =
          isAgents()
              ? names.register(terminal, open, bundle.path().toString())
              : open.register(terminal, bundle.path());
      ImageApi api = open.session().api(ImageApi.class);
      pictures.prepare();
      maps.prepare();
      PictureCalls<A> calls =
          new PictureCalls<>((each, annotation) -> ask(api, id, each, annotation), batch);
      code =
          calls.run(
              images,
              pictures,
              new PictureCalls.Listener<A>() {
                @Override
                public void answered(int at, A answer, double milliseconds) throws IOException {
                  JsonObject files = write(answer, pictures.of(at), mapFile(maps, kind, at));
                  said.add(new Said<>(images.get(at), answer, milliseconds, files));
                  bar.update(said.size(), images.size(), images.get(at).toString());
                }

                @Override
                public void failed(int at, Exception e) {
                  String message = message(images.get(at), e);
                  if (images.size() == 1) {
                    throw new Failure(ExitCodes.FAILED, message, e);
                  }
                  bar.clear();
                  terminal.note(message);
                }
              });
    }
    print(said);
    return code;
  }

  /** Of a model that only the agent has there is nothing to make a bundle of. */
  private boolean isAgents() {
    return model != null
        && labels == null
        && !preprocessing.saysInput()
        && !preprocessing.saysOutput()
        && ModelNames.isName(model)
        && target.target(terminal).isPresent();
  }

  private TaskBundle bundle() throws IOException {
    if (model != null && isAgents()) {
      return new TaskBundle(Path.of(model), null);
    }
    Path file = model == null ? BundledModels.path(task) : names.file(terminal, model);
    return TaskBundle.of(task, file, labels, preprocessing);
  }

  private static @Nullable Path mapFile(ResultFiles maps, ResultFiles.@Nullable Kind kind, int at) {
    return kind == null ? null : maps.of(at);
  }

  private static String pictureExtension(Path image) {
    String extension = ResultFiles.extension(image);
    return extension.equals(".jpg") || extension.equals(".jpeg") ? ".jpg" : ".png";
  }

  /** Behind the picture's name, and without its position in a call that nobody sees. */
  private static String message(Path image, Exception e) {
    String message =
        ErrorReport.message(e).replaceFirst("^picture \\d+(: picture)?: ", "picture: ");
    return message.startsWith(image.toString()) ? message : image + ": " + message;
  }

  private JsonObject write(A answer, @Nullable Path picture, @Nullable Path map)
      throws IOException {
    JsonObject files = new JsonObject();
    if (picture != null) {
      Files.write(picture, annotated(answer).data().toArray(ValueLayout.JAVA_BYTE));
      files.addProperty("output", picture.toString());
    }
    ResultFiles.Kind kind = mapKind();
    if (map != null && kind != null) {
      writeMap(answer, map);
      files.addProperty(kind.option().substring(2), map.toString());
    }
    return files;
  }

  private void print(List<Said<A>> said) {
    if (json) {
      List<JsonObject> objects = new ArrayList<>();
      for (Said<A> each : said) {
        JsonObject object = Json.object("image", each.image());
        json(each.answer()).asMap().forEach(object::add);
        object.addProperty("milliseconds", each.milliseconds());
        each.files().asMap().forEach(object::add);
        objects.add(object);
      }
      Json.print(terminal, Json.array(objects));
      return;
    }
    if (said.isEmpty()) {
      return;
    }
    Table table = table();
    for (Said<A> each : said) {
      addRows(table, each.image().toString(), each.answer());
    }
    table.print(terminal.out(), terminal.width());
  }
}
