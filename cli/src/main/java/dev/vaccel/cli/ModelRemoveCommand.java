package dev.vaccel.cli;

import dev.vaccel.modelstore.ModelName;
import dev.vaccel.modelstore.ModelStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vaccel model remove}: names that are no more. */
@Command(
    name = "remove",
    description = {
      "Removes models from the store. Sessions that use one of them in an agent go on."
    })
final class ModelRemoveCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private ModelNames names = new ModelNames();

  @Parameters(arity = "1..*", paramLabel = "NAME", description = "NAME or NAME:VERSION, in full.")
  private List<String> models = new ArrayList<>();

  ModelRemoveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    ModelStore store = names.store(terminal);
    List<String> known = store.names().stream().map(ModelName::toString).toList();
    List<ModelName> wanted = new ArrayList<>();
    for (String model : models) {
      ModelName name = ModelName.parse(model);
      // All or none: a command line with a mistake in it may be another mistake.
      if (!known.contains(model)) {
        List<String> near = NearNames.of(model, known);
        throw Failure.failed(
            "model "
                + model
                + ": the store "
                + store.directory()
                + " has none of that name"
                + (near.isEmpty() ? "" : "; near it: " + String.join(", ", near)));
      }
      wanted.add(name);
    }
    for (ModelName name : wanted) {
      store.remove(name);
    }
    return ExitCodes.DONE;
  }
}
