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
import java.util.Locale;
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
  private static final Path STDIN = Path.of("-");
  private static final ResultFiles.Kind PICTURE =
      new ResultFiles.Kind(
          "--output", List.of(".png", ".jpg", ".jpeg"), "", ImageCommand::pictureExtension);

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
          "Bundle (directory or zip), model file, or name of a model (`model list`, or one of the"
              + " project's own); default the project's own, which knows drawn scenes.")
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
              + " directory (as JPEG where the picture is one, else PNG); of frames also -,"
              + " standard output.")
  private @Nullable Path output;

  @Option(names = "--force", description = "Replace files that are there.")
  private boolean force;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Most pictures in one call, 1 to 256; default ${DEFAULT-VALUE}.")
  private int batch = 8;

  @Option(
      names = "--json",
      description = "Print JSON: one object for each picture, of frames in a line each.")
  private boolean json;

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      description =
          "Pictures: JPEG, PNG, BMP, GIF or WebP files; or - for the frames of a video from"
              + " standard input, JPEG or PNG one behind the other (ffmpeg -f image2pipe).")
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
    if (images.contains(STDIN)) {
      return frames();
    }
    if (STDIN.equals(output)) {
      throw Failure.usage("--output -: goes with frames from standard input");
    }
    ResultFiles pictures = ResultFiles.of(PICTURE, output, images, force);
    ResultFiles.Kind kind = mapKind();
    ResultFiles maps = kind == null ? pictures : ResultFiles.of(kind, mapTarget(), images, force);
    List<Said<A>> said = new ArrayList<>();
    int code;
    try (TaskBundle bundle = bundle();
        OpenSession open = OpenSession.open(terminal, target, ImageApi.class, TensorApi.class);
        ProgressBar bar = new ProgressBar(terminal, doing)) {
      ResourceId id = register(open, bundle);
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

  private ResourceId register(OpenSession open, TaskBundle bundle) throws IOException {
    return isAgents()
        ? names.register(terminal, open, bundle.path().toString())
        : open.register(terminal, bundle.path());
  }

  /** Frames of a video: a call for each, and its answer at once. */
  private int frames() throws IOException {
    if (images.size() > 1) {
      throw Failure.usage("-: standard input goes without other pictures");
    }
    ResultFiles.Kind kind = mapKind();
    boolean toStdout = STDIN.equals(output);
    if (toStdout && json) {
      throw Failure.usage("--output - and --json both want standard output");
    }
    if (!toStdout) {
      ResultFiles.requireDirectory(PICTURE, output);
    }
    if (kind != null) {
      ResultFiles.requireDirectory(kind, mapTarget());
    }
    try (TaskBundle bundle = bundle();
        OpenSession open = OpenSession.open(terminal, target, ImageApi.class, TensorApi.class)) {
      ResourceId id = register(open, bundle);
      ImageApi api = open.session().api(ImageApi.class);
      Table table = table();
      FrameRun.Call call =
          (number, encoded) -> {
            boolean jpeg = encoded[0] == (byte) 0xff;
            String name = String.format(Locale.ROOT, "frame-%06d", number);
            List<Path> file = List.of(Path.of(name + (jpeg ? ".jpg" : ".png")));
            ResultFiles pictures = ResultFiles.of(PICTURE, toStdout ? null : output, file, force);
            ResultFiles maps =
                kind == null ? pictures : ResultFiles.of(kind, mapTarget(), file, force);
            pictures.prepare();
            maps.prepare();
            Annotation annotation =
                !toStdout && !pictures.wanted()
                    ? Annotation.NONE
                    : jpeg ? Annotation.JPEG : Annotation.PNG;
            long startedNs = System.nanoTime();
            A answer = ask(api, id, List.of(PictureCalls.tensor(encoded)), annotation).getFirst();
            double milliseconds = (System.nanoTime() - startedNs) / 1e6;
            JsonObject files = write(answer, pictures.of(0), mapFile(maps, kind, 0));
            if (toStdout) {
              terminal.out().writeBytes(bytes(annotated(answer)));
            } else if (json) {
              terminal
                  .out()
                  .println(object(new Said<>(Path.of(name), answer, milliseconds, files)));
            } else {
              addRows(table, name, answer);
              table.print(terminal.out(), terminal.width());
            }
            return !terminal.out().checkError();
          };
      return new FrameRun().run(System.in, call, terminal);
    }
  }

  private static byte[] bytes(Tensor tensor) {
    return tensor.data().toArray(ValueLayout.JAVA_BYTE);
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

  /** Behind the picture's name. */
  private static String message(Path image, Exception e) {
    String message = PictureCalls.message(e);
    return message.startsWith(image.toString()) ? message : image + ": " + message;
  }

  private JsonObject write(A answer, @Nullable Path picture, @Nullable Path map)
      throws IOException {
    JsonObject files = new JsonObject();
    if (picture != null) {
      Files.write(picture, bytes(annotated(answer)));
      files.addProperty("output", picture.toString());
    }
    ResultFiles.Kind kind = mapKind();
    if (map != null && kind != null) {
      writeMap(answer, map);
      files.addProperty(kind.option().substring(2), map.toString());
    }
    return files;
  }

  private JsonObject object(Said<A> said) {
    JsonObject object = Json.object("image", said.image());
    json(said.answer()).asMap().forEach(object::add);
    object.addProperty("milliseconds", said.milliseconds());
    said.files().asMap().forEach(object::add);
    return object;
  }

  private void print(List<Said<A>> said) {
    if (json) {
      List<JsonObject> objects = new ArrayList<>();
      for (Said<A> each : said) {
        objects.add(object(each));
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
