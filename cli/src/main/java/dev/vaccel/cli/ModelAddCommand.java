package dev.vaccel.cli;

import dev.vaccel.api.TransportException;
import dev.vaccel.modelstore.Addition;
import dev.vaccel.modelstore.ModelName;
import dev.vaccel.modelstore.StoreEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaccel model add}: a model that has a name from now on. */
@Command(
    name = "add",
    description = {
      "Adds a model to the store: a model file, a bundle (directory or zip), or an https address.",
      "Checks that it is a model and, for an address always, its SHA-256; then --model NAME finds"
          + " it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vaccel model add squeezenet.onnx",
      "  vaccel model add --name net:1.1 https://models.example/net.zip#sha256=21f25e3d..."
    })
final class ModelAddCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private ModelNames names = new ModelNames();

  @Parameters(paramLabel = "SOURCE", description = "File, directory or https://HOST/PATH.")
  private String source = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "NAME or NAME:VERSION; default as the file is called.")
  private @Nullable String name;

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description = "SHA-256 that the file must have; #sha256=HEX of an address says it too.")
  private @Nullable String sha256;

  @Option(names = "--replace", description = "Take the place of another model of that name.")
  private boolean replace;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Certificates (PEM) to trust instead of the JDK's.")
  private @Nullable Path authorities;

  @Option(
      names = "--max-bytes",
      paramLabel = "BYTES",
      converter = ByteSize.Converter.class,
      description = "Largest model to add; default 8G.")
  private ByteSize maxBytes = new ByteSize(Addition.MAX_BYTES);

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ModelAddCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Addition addition =
        new Addition(
            source,
            name == null ? null : ModelName.parse(name),
            sha256 == null ? null : sha256.toLowerCase(Locale.ROOT),
            replace,
            authorities,
            maxBytes.bytes());
    StoreEntry entry;
    try (StoppableWork _ = StoppableWork.begin();
        ProgressBar bar = new ProgressBar(terminal, "fetching")) {
      entry =
          names
              .store(terminal)
              .add(
                  addition,
                  (done, total) ->
                      bar.update(
                          done, total, ByteSize.format(done) + " of " + ByteSize.format(total)));
    } catch (TransportException e) {
      // Its exit code would say that an agent cannot be reached.
      throw new Failure(ExitCodes.FAILED, e.getMessage(), e);
    }
    if (json) {
      Json.print(terminal, ModelListCommand.json(entry.named(), entry));
    } else {
      ModelListCommand.table(List.of(entry)).print(terminal.out(), terminal.width());
    }
    return ExitCodes.DONE;
  }
}
