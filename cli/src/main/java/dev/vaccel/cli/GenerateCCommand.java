package dev.vaccel.cli;

import dev.vaccel.codegen.Api;
import dev.vaccel.codegen.ApiJson;
import dev.vaccel.codegen.CEmitter;
import dev.vaccel.codegen.DescriptionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaccel generate c}: the C client's part of each API. */
@Command(
    name = "c",
    description = {
      "Writes the C client's header and source of APIs: include/vaccel/NAME.h and src/api/NAME.c.",
      "Without DESCRIPTION those of the built-in APIs, which a clone keeps in guest/c."
    })
final class GenerateCCommand implements Callable<Integer> {
  static final List<String> BUILT_IN =
      List.of(
          "array",
          "blas",
          "crypto",
          "exec",
          "exec-typed",
          "genop",
          "image",
          "noop",
          "program",
          "session",
          "tensor");

  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Parameters(
      paramLabel = "DESCRIPTION",
      arity = "0..*",
      description = "JSON of a described API: META-INF/vaccel/NAME.json of its jar.")
  private List<Path> descriptions = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where they go. Default: guest/c of the clone.")
  private @Nullable Path output;

  @Option(names = "--check", description = "Write nothing; fail if a file is not what it would be.")
  private boolean check;

  GenerateCCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Path directory = directory();
    List<Path> stale = new ArrayList<>();
    for (Map.Entry<String, String> description : texts().entrySet()) {
      CEmitter emitter = emitter(description.getKey(), description.getValue());
      String name = emitter.baseName();
      put(directory.resolve("include/vaccel/" + name + ".h"), emitter.header(), stale);
      put(directory.resolve("src/api/" + name + ".c"), emitter.source(), stale);
    }
    if (!stale.isEmpty()) {
      throw Failure.failed(
          stale.getFirst()
              + (stale.size() > 1 ? " and " + (stale.size() - 1) + " more are" : " is")
              + " not what the description gives; write with: vaccel generate c");
    }
    return ExitCodes.DONE;
  }

  private Path directory() {
    if (output != null) {
      return output;
    }
    return ProjectFiles.root()
        .map(root -> root.resolve("guest/c"))
        .orElseThrow(
            () -> new Failure(ExitCodes.USAGE, "not in a clone of the project; say --output DIR"));
  }

  /** Texts of descriptions, by where they come from. */
  private Map<String, String> texts() throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Path file : descriptions) {
      texts.put(file.toString(), String.join("\n", TextFile.lines(file, ExitCodes.USAGE)));
    }
    if (descriptions.isEmpty()) {
      for (String name : BUILT_IN) {
        try (InputStream in =
            GenerateCCommand.class
                .getClassLoader()
                .getResourceAsStream("META-INF/vaccel/" + name + ".json")) {
          if (in == null) {
            throw Failure.failed("the description of API " + name + " is not in this build");
          }
          texts.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return texts;
  }

  private static CEmitter emitter(String from, String text) {
    try {
      Api api = ApiJson.read(text);
      return new CEmitter(api);
    } catch (DescriptionException e) {
      throw new Failure(ExitCodes.USAGE, from + ": " + e.getMessage());
    }
  }

  private void put(Path file, String text, List<Path> stale) throws IOException {
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return;
    }
    if (check) {
      stale.add(file);
      return;
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
    terminal.out().println(file);
  }
}
