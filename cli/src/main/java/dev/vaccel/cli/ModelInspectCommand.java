package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.OperationStatus;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.model.BundleDescription;
import dev.vaccel.model.Bundles;
import dev.vaccel.model.ModelBundle;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.OpenBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaccel model inspect}: what a model is and what would run it. */
@Command(
    name = "inspect",
    description = {
      "Shows task, licence, size, hash, inputs and outputs of a model, which back ends run it, and"
          + " how fast: loads it and runs it on zeros.",
      "Checks the hashes that a bundle lists."
    })
final class ModelInspectCommand implements Callable<Integer> {
  private static final int SHOWN_LABELS = 5;

  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private TargetOptions target = new TargetOptions();

  @Mixin private ModelNames names = new ModelNames();

  @Parameters(
      paramLabel = "MODEL",
      description =
          "Bundle (directory or zip), model file, or name of a model in the store or of the"
              + " project's own.")
  private String source = "";

  @Option(names = "--no-run", description = "Do not load and time it on each back end.")
  private boolean noRun;

  private Path model = Path.of("");

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ModelInspectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * What a back end says of the model.
   *
   * @param info null where none runs it
   * @param refusal why none runs it; empty where one does
   * @param trials how fast each back end is; empty: not tried
   */
  private record Loaded(
      ResourceId id, @Nullable ModelInfo info, String refusal, List<ModelTrial> trials) {}

  @Override
  public Integer call() throws IOException {
    model = names.file(terminal, source);
    ModelBundle bundle;
    try (OpenBundle opened = Bundles.open(model)) {
      bundle = opened.bundle();
    }
    Loaded loaded = load(bundle.description());
    if (json) {
      printJson(bundle, loaded);
    } else {
      print(bundle, loaded);
    }
    return ExitCodes.DONE;
  }

  private Loaded load(BundleDescription said) throws IOException {
    try (OpenSession open = OpenSession.open(terminal, target, TensorApi.class)) {
      ResourceId id = open.register(terminal, model);
      ModelInput input = said.inputs().isEmpty() ? ModelInput.GUESS : said.inputs().getFirst();
      List<ModelTrial> trials = noRun ? List.of() : trials(open, input);
      try {
        TensorApi api = open.session().api(TensorApi.class);
        return new Loaded(id, api.describe(api.load(id)), "", trials);
      } catch (UnsupportedException e) {
        return new Loaded(id, null, e.getMessage(), trials);
      }
    }
  }

  /** Each back end on its own, before the session has loaded the model on one of them. */
  private List<ModelTrial> trials(OpenSession open, ModelInput input) throws IOException {
    List<ModelTrial> trials = new ArrayList<>();
    Set<String> backends = new LinkedHashSet<>();
    for (OperationStatus each : open.session().operations()) {
      if (each.api().equals("tensor") && each.available()) {
        backends.add(each.backend());
      }
    }
    for (String backend : backends) {
      try (Session session = open.another(target, backend)) {
        ResourceId id = session.register(model);
        trials.add(ModelTrial.of(backend, session.api(TensorApi.class), id, input));
      }
    }
    return trials;
  }

  private long sizeBytes() throws IOException {
    try (Stream<Path> tree = Files.walk(model)) {
      return tree.filter(Files::isRegularFile).mapToLong(ModelInspectCommand::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void print(ModelBundle bundle, Loaded loaded) throws IOException {
    BundleDescription said = bundle.description();
    Table facts = new Table("MODEL", source);
    if (!said.name().isEmpty()) {
      facts.add("name", (said.name() + " " + said.version()).strip());
    }
    facts.add("task", said.task().bundleName() + (bundle.bare() ? " (it has no description)" : ""));
    facts.add("format", said.format().bundleName());
    facts.add("licence", said.licence().isEmpty() ? "not said" : said.licence());
    if (!said.description().isEmpty()) {
      facts.add("description", said.description());
    }
    facts.add("size", ByteSize.format(sizeBytes()));
    facts.add("sha256", loaded.id().sha256());
    if (!bundle.labels().isEmpty()) {
      facts.add("labels", labels(bundle.labels()));
    }
    ModelInfo info = loaded.info();
    facts.add(
        "runs on",
        info == null ? "nothing: " + loaded.refusal() : info.backend() + " " + info.device());
    facts.print(terminal.out(), terminal.width());
    if (info != null) {
      terminal.out().println();
      Table table = new Table("TENSOR", "NAME", "TYPE", "SHAPE");
      info.inputs().forEach(input -> addRow(table, "input", input));
      info.outputs().forEach(output -> addRow(table, "output", output));
      table.print(terminal.out(), terminal.width());
    }
    if (info != null && !loaded.trials().isEmpty()) {
      terminal.out().println();
      ModelTrial.table(loaded.trials()).print(terminal.out(), terminal.width());
    }
  }

  private static String labels(List<String> labels) {
    return labels.size()
        + ": "
        + labels.stream().limit(SHOWN_LABELS).collect(Collectors.joining(", "))
        + (labels.size() > SHOWN_LABELS ? ", ..." : "");
  }

  private static void addRow(Table table, String role, TensorInfo tensor) {
    table.add(role, tensor.name(), tensor.elementType().lowerName(), dims(tensor));
  }

  // A dimension that the call decides is "?", as in most tools.
  private static String dims(TensorInfo tensor) {
    return tensor.dims().stream()
        .map(dim -> dim < 0 ? "?" : dim.toString())
        .collect(Collectors.joining(",", "[", "]"));
  }

  private void printJson(ModelBundle bundle, Loaded loaded) throws IOException {
    BundleDescription said = bundle.description();
    ModelInfo info = loaded.info();
    Json.print(
        terminal,
        Json.object(
            "model", source,
            "name", said.name(),
            "version", said.version(),
            "task", said.task().bundleName(),
            "format", said.format().bundleName(),
            "licence", said.licence(),
            "description", said.description(),
            "described", !bundle.bare(),
            "bytes", sizeBytes(),
            "sha256", loaded.id().sha256(),
            "labels", bundle.labels(),
            "backend", info == null ? null : info.backend(),
            "device", info == null ? null : info.device(),
            "refusal", info == null ? loaded.refusal() : null,
            "trials", loaded.trials().stream().map(ModelTrial::json).toList(),
            "inputs", info == null ? null : tensors(info.inputs()),
            "outputs", info == null ? null : tensors(info.outputs())));
  }

  private static List<JsonObject> tensors(List<TensorInfo> tensors) {
    List<JsonObject> objects = new ArrayList<>();
    for (TensorInfo tensor : tensors) {
      objects.add(
          Json.object(
              "name", tensor.name(),
              "elementType", tensor.elementType().lowerName(),
              "shape", tensor.dims()));
    }
    return objects;
  }
}
