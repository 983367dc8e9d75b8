package dev.vaccel.cli;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.modelstore.ModelName;
import dev.vaccel.modelstore.ModelStore;
import dev.vaccel.modelstore.StoreEntry;
import dev.vaccel.modelstore.UsualStore;
import dev.vaccel.runtime.NamedModel;
import dev.vaccel.runtime.RemoteSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What {@code --model} may name: a file here, a model of the agent, one of a store here, or one of
 * the project's own; the first of these that there is.
 */
final class ModelNames {
  @Option(
      names = "--models",
      paramLabel = "DIR",
      description =
          "Store of models by name; default VACCEL_MODELS, else vaccel/models in XDG_DATA_HOME or"
              + " ~/.local/share.")
  private @Nullable Path directory;

  ModelStore store(Terminal terminal) {
    return new ModelStore(
        directory == null ? UsualStore.directory(terminal.environment()) : directory);
  }

  /** Whether the text is no file here, and so may be a name. */
  static boolean isName(String model) {
    return !Files.exists(Path.of(model));
  }

  /**
   * The file that the text names, or that of the store's model, or of the project's.
   *
   * @throws Failure that tells names like it
   */
  Path file(Terminal terminal, String model) throws IOException {
    return isName(model)
        ? ours(terminal, model).orElseThrow(() -> unknown(terminal, model, List.of(), ""))
        : Path.of(model);
  }

  private Optional<Path> ours(Terminal terminal, String model) throws IOException {
    ModelStore store = store(terminal);
    Optional<StoreEntry> entry = store.entry(model);
    return entry.isEmpty()
        ? BundledModels.named(model)
        : Optional.of(store.stored(entry.get()).path());
  }

  /**
   * Makes a model known to a session: a file, else the agent's model of that name, else the
   * store's, else the project's.
   */
  ResourceId register(Terminal terminal, OpenSession open, String model) throws IOException {
    if (isName(model) && open.session() instanceof RemoteSession remote) {
      try {
        ResourceId id = remote.model(model);
        NamedResources.note(id, Path.of(model));
        return id;
      } catch (ResourceException e) {
        if (e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
      } catch (UnsupportedException _) {
        // an agent of before
      }
      Optional<Path> own = ours(terminal, model);
      if (own.isEmpty()) {
        throw unknown(terminal, model, names(remote), ", nor has the agent at " + open.address());
      }
      return open.register(terminal, own.get());
    }
    return open.register(terminal, file(terminal, model));
  }

  private static List<String> names(RemoteSession remote) {
    try {
      return remote.models().stream().map(NamedModel::name).toList();
    } catch (UnsupportedException _) {
      return List.of();
    }
  }

  private Failure unknown(Terminal terminal, String model, List<String> served, String nor) {
    Set<String> names = new LinkedHashSet<>(served);
    ModelStore store = store(terminal);
    boolean isListed;
    try {
      store.names().stream().map(ModelName::toString).forEach(names::add);
      isListed = !names.isEmpty();
      if (!model.contains("/")) { // else it was meant as a path
        names.addAll(BundledModels.names());
      }
    } catch (IOException e) {
      return Failure.failed("model " + model + " does not exist; store: " + ErrorReport.message(e));
    }
    List<String> near = NearNames.of(model, List.copyOf(names));
    if (near.isEmpty() && !isListed) {
      String own = names.isEmpty() ? "" : "; names here: " + String.join(", ", names);
      return Failure.failed("model " + model + " does not exist" + nor + own);
    }
    return Failure.failed(
        "model "
            + model
            + " does not exist, and the store "
            + store.directory()
            + " has none of that name"
            + nor
            + (near.isEmpty()
                ? "; `vaccel model list` shows what there is"
                : "; near it: " + String.join(", ", near)));
  }
}
