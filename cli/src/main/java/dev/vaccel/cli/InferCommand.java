package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaccel infer}: runs any model on tensors from files. */
@Command(
    name = "infer",
    description = {
      "Runs a model once on tensors from .npy files (numpy.save).",
      "'vaccel model inspect MODEL' shows the names, types and shapes that it wants."
    })
final class InferCommand implements Callable<Integer> {
  private static final int PREVIEW = 8;

  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private ModelNames names = new ModelNames();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description =
          "Bundle (directory or zip), model file, or name of a model (`model list`, or one of the"
              + " project's own).")
  private String model = "";

  @Option(
      names = "--input",
      required = true,
      paramLabel = "NAME=FILE.npy",
      description = "Value of an input; once for each.")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "Output wanted; may be repeated; default all.")
  private List<String> outputs = new ArrayList<>();

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description = "Write each output to DIR/NAME.npy.")
  private @Nullable Path outputDir;

  @Option(
      names = "--json",
      description = "Print JSON; with the values where --output-dir is not given.")
  private boolean json;

  InferCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<NamedTensor> values = new ArrayList<>();
    for (String input : inputs) {
      int equals = input.indexOf('=');
      if (equals < 1) {
        throw Failure.usage("--input " + input + ": expected NAME=FILE.npy");
      }
      values.add(
          new NamedTensor(
              input.substring(0, equals), NpyFile.read(Path.of(input.substring(equals + 1)))));
    }
    if (ModelNames.isName(model) && target.target(terminal).isEmpty()) {
      // Before back ends are opened for nothing.
      Path _ = names.file(terminal, model);
    }
    List<NamedTensor> results;
    double milliseconds;
    try (OpenSession open = OpenSession.open(terminal, target, TensorApi.class)) {
      ResourceId id = names.register(terminal, open, model);
      TensorApi api = open.session().api(TensorApi.class);
      ModelHandle handle = api.load(id);
      long started = System.nanoTime();
      results = api.run(handle, values, outputs);
      milliseconds = (System.nanoTime() - started) / 1e6;
    }
    List<@Nullable Path> files = write(results);
    if (json) {
      printJson(results, files, milliseconds);
    } else {
      printTable(results, files);
    }
    return ExitCodes.DONE;
  }

  private List<@Nullable Path> write(List<NamedTensor> results) throws IOException {
    List<@Nullable Path> files = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    if (outputDir != null) {
      Files.createDirectories(outputDir);
    }
    for (NamedTensor result : results) {
      if (outputDir == null) {
        files.add(null);
        continue;
      }
      String name = fileName(result.name());
      while (!taken.add(name)) {
        name += "_";
      }
      Path file = outputDir.resolve(name + ".npy");
      NpyFile.write(file, result.tensor());
      files.add(file);
    }
    return files;
  }

  /** A model chooses its outputs' names; none of them may choose a directory. */
  static String fileName(String outputName) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < outputName.length(); i++) {
      char c = outputName.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-'
              || (c == '.' && i > 0);
      name.append(plain ? c : '_');
    }
    if (name.length() > 200) {
      name.setLength(200);
    }
    return name.isEmpty() ? "_" : name.toString();
  }

  private void printTable(List<NamedTensor> results, List<@Nullable Path> files) {
    Table table = new Table("OUTPUT", "TYPE", "SHAPE", outputDir == null ? "VALUES" : "FILE");
    for (int i = 0; i < results.size(); i++) {
      Tensor tensor = results.get(i).tensor();
      Path file = files.get(i);
      table.add(
          results.get(i).name(),
          tensor.elementType().lowerName(),
          tensor.shape().toString(),
          file == null ? Elements.preview(tensor, PREVIEW) : file.toString());
    }
    table.print(terminal.out(), terminal.width());
  }

  private void printJson(
      List<NamedTensor> results, List<@Nullable Path> files, double milliseconds) {
    List<JsonObject> objects = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      Tensor tensor = results.get(i).tensor();
      List<Long> dims = new ArrayList<>();
      for (long dim : tensor.shape().dims()) {
        dims.add(dim);
      }
      JsonObject object =
          Json.object(
              "name", results.get(i).name(),
              "elementType", tensor.elementType().lowerName(),
              "shape", dims);
      Path file = files.get(i);
      if (file == null) {
        object.add("values", Json.array(Elements.first(tensor, Long.MAX_VALUE)));
      } else {
        object.addProperty("file", file.toString());
      }
      objects.add(object);
    }
    Json.print(terminal, Json.object("outputs", objects, "milliseconds", milliseconds));
  }
}
