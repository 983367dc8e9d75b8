package dev.vaccel.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.vaccel.modelstore.StoreEntry;
import dev.vaccel.runtime.NamedModel;
import dev.vaccel.runtime.RemoteSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaccel model list}: models by name, of the store here or of an agent. */
@Command(
    name = "list",
    description = {
      "Lists the models of the store, or with --connect those of an agent that you may use by name."
    })
final class ModelListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private ModelNames names = new ModelNames();
  @Mixin private TargetOptions target = new TargetOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ModelListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    // VACCEL_ADDRESS says where models run, not which ones are meant here.
    Optional<TargetOptions.Target> agent =
        target.target(terminal).filter(t -> t.source().equals("--connect"));
    if (agent.isPresent()) {
      try (OpenSession open = OpenSession.open(terminal, target)) {
        printServed(((RemoteSession) open.session()).models());
      }
      return ExitCodes.DONE;
    }
    List<StoreEntry> entries = names.store(terminal).entries();
    if (json) {
      List<JsonElement> objects = new ArrayList<>();
      entries.forEach(e -> objects.add(json(e.named(), e)));
      Json.print(terminal, Json.array(objects));
    } else if (entries.isEmpty()) {
      terminal.note("no models in " + names.store(terminal).directory());
    } else {
      table(entries).print(terminal.out(), terminal.width());
    }
    return ExitCodes.DONE;
  }

  static Table table(List<StoreEntry> entries) {
    Table table = new Table("NAME", "TASK", "FORMAT", ">SIZE", "LICENCE", "ADDED", "SHA256");
    for (StoreEntry entry : entries) {
      NamedModel model = entry.named();
      table.add(
          model.name(),
          model.task(),
          model.format(),
          ByteSize.format(model.lengthBytes()),
          licence(model),
          entry.added().toString().substring(0, 10),
          model.resource().shortName());
    }
    return table;
  }

  private static String licence(NamedModel model) {
    return model.licence().isEmpty() ? "not said" : model.licence();
  }

  private void printServed(List<NamedModel> models) {
    if (json) {
      Json.print(terminal, Json.array(models.stream().map(m -> json(m, null)).toList()));
      return;
    }
    if (models.isEmpty()) {
      terminal.note("the agent has no models that you may use by name");
      return;
    }
    Table table = new Table("NAME", "TASK", "FORMAT", ">SIZE", "LICENCE", "SHA256");
    for (NamedModel model : models) {
      table.add(
          model.name(),
          model.task(),
          model.format(),
          ByteSize.format(model.lengthBytes()),
          licence(model),
          model.resource().shortName());
    }
    table.print(terminal.out(), terminal.width());
  }

  /** A model as JSON; with what only the store knows where it is one of ours. */
  static JsonObject json(NamedModel model, @Nullable StoreEntry entry) {
    JsonObject object =
        Json.object(
            "name", model.name(),
            "task", model.task(),
            "format", model.format(),
            "bytes", model.lengthBytes(),
            "licence", model.licence(),
            "sha256", model.resource().sha256());
    if (entry != null) {
      object.addProperty("source", entry.source());
      object.addProperty("sourceSha256", entry.sourceSha256());
      object.addProperty("added", entry.added().toString());
    }
    return object;
  }
}
