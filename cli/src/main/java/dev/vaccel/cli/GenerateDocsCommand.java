package dev.vaccel.cli;

import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.codegen.Api;
import dev.vaccel.codegen.DocsEmitter;
import dev.vaccel.runtime.ApiBindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaccel generate docs}: the reference of operations. */
@Command(
    name = "docs",
    description = {
      "Writes the reference of operations from their descriptions: what each takes and gives, and",
      "which back ends have it. A clone keeps it in docs/operations.md."
    })
final class GenerateDocsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where it goes. Default: docs/operations.md of the clone.")
  private @Nullable Path output;

  @Option(
      names = "--check",
      description = "Write nothing; fail if the file is not what it would be.")
  private boolean check;

  GenerateDocsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Path file = file();
    // What client and agent say to each other about sessions is the protocol's.
    List<Api> apis =
        Descriptions.all().stream().filter(api -> !api.name().equals("session")).toList();
    String text = new DocsEmitter(apis, GenerateDocsCommand::backends).document();
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return ExitCodes.DONE;
    }
    if (check) {
      throw Failure.failed(
          file + " is not what the descriptions give; write with: vaccel generate docs");
    }
    Files.writeString(file, text);
    terminal.out().println(file);
    return ExitCodes.DONE;
  }

  private Path file() {
    if (output != null) {
      return output;
    }
    return ProjectFiles.root()
        .map(root -> root.resolve("docs/operations.md"))
        .orElseThrow(
            () -> new Failure(ExitCodes.USAGE, "not in a clone of the project; say --output FILE"));
  }

  /** Of this build, whether what they need is on this machine or not. */
  private static List<String> backends(Api api, Api.Operation operation) {
    ApiBinding<?> binding = ApiBindings.load().byId(api.id());
    if (binding == null) {
      return List.of();
    }
    return ServiceLoader.load(BackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(
            provider ->
                provider.capabilities().stream()
                    .anyMatch(some -> some.covers(binding.type(), operation.name())))
        .sorted(
            Comparator.comparingInt(BackendProvider::preference)
                .reversed()
                .thenComparing(BackendProvider::name))
        .map(BackendProvider::name)
        .toList();
  }
}
