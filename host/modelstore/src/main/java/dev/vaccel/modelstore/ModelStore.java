package dev.vaccel.modelstore;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.fetch.Progress;
import dev.vaccel.runtime.ModelSource;
import dev.vaccel.runtime.NamedModel;
import dev.vaccel.runtime.StoredModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Models by name in a directory, for the commands of one user and the agents that serve them. Who
 * only reads needs no right to write and makes nothing. Thread-safe, and safe beside other
 * processes.
 */
public final class ModelStore implements ModelSource {
  /** Environment variable with the directory of the store. */
  public static final String VARIABLE = "VACCEL_MODELS";

  private static final Logger LOG = System.getLogger(ModelStore.class.getName());

  private final StoreDirectory directory;

  /** The store in a directory, which need not exist. */
  public ModelStore(Path directory) {
    this.directory = new StoreDirectory(directory);
  }

  /** Where it is. */
  public Path directory() {
    return directory.root();
  }

  /**
   * Adds a model: copies or fetches it, checks that it is one and is what was asked for, and gives
   * it its name. Until then nobody sees anything of it; what fails leaves nothing. What is there
   * already with the same content stays.
   *
   * @throws dev.vaccel.api.VaccelException that says what of the addition cannot be
   */
  public StoreEntry add(Addition addition, Progress progress) throws IOException {
    return new Adding(directory, addition, progress).run();
  }

  /**
   * Removes a name, and its content where no other name has it. Sessions that use it go on.
   *
   * @return whether it was there
   */
  public boolean remove(ModelName name) throws IOException {
    if (Files.notExists(directory.root())) {
      return false;
    }
    try (StoreDirectory.Change _ = directory.change()) {
      boolean removed = Files.deleteIfExists(directory.entry(name));
      removeUnused(directory);
      return removed;
    }
  }

  /** Removes content without a name. Inside a change. */
  static void removeUnused(StoreDirectory directory) throws IOException {
    Set<String> used = new HashSet<>();
    for (ModelName each : directory.names()) {
      try {
        used.add(EntryJson.read(directory.entry(each), each).manifest().id().sha256());
      } catch (ResourceException e) {
        // Who knows which content it means: all of it stays until that entry goes.
        LOG.log(Logger.Level.WARNING, "store={0} {1}", directory.root(), e.getMessage());
        return;
      }
    }
    directory.removeAllBut(used);
  }

  /** Every name, in order. */
  public List<ModelName> names() throws IOException {
    return directory.names();
  }

  /** Every entry, by name. One that cannot be read is left out, with a word in the log. */
  public List<StoreEntry> entries() throws IOException {
    return entries(_ -> true);
  }

  private List<StoreEntry> entries(Predicate<String> allowed) throws IOException {
    List<StoreEntry> entries = new ArrayList<>();
    for (ModelName name : directory.names()) {
      if (!allowed.test(name.toString())) {
        continue;
      }
      try {
        entries.add(EntryJson.read(directory.entry(name), name));
      } catch (NoSuchFileException _) {
        // removed meanwhile
      } catch (ResourceException e) {
        LOG.log(Logger.Level.WARNING, "store={0} {1}", directory.root(), e.getMessage());
      }
    }
    return entries;
  }

  /**
   * The entry of a name; for a name without version the only version there is.
   *
   * @throws ResourceException CORRUPT if it is damaged
   */
  public Optional<StoreEntry> entry(String name) throws IOException {
    return entry(name, _ -> true);
  }

  private Optional<StoreEntry> entry(String text, Predicate<String> allowed) throws IOException {
    Optional<ModelName> asked = ModelName.of(text);
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    // Read in full whatever was asked for, so that time tells nothing of names that are not
    // allowed.
    List<ModelName> visible =
        directory.names().stream().filter(n -> allowed.test(n.toString())).toList();
    Optional<ModelName> found = visible.stream().filter(asked.get()::equals).findFirst();
    if (found.isEmpty() && asked.get().version().isEmpty()) {
      List<ModelName> versions =
          visible.stream().filter(n -> n.name().equals(asked.get().name())).toList();
      if (versions.size() > 1) {
        throw new ResourceException(
            ErrorCode.NOT_FOUND,
            "model '"
                + asked.get()
                + "' has "
                + versions.size()
                + " versions: expected one of "
                + String.join(", ", versions.stream().map(ModelName::toString).toList()));
      }
      found = versions.stream().findFirst();
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(EntryJson.read(directory.entry(found.get()), found.get()));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Where the model of an entry lies: a directory, or one file. */
  public Path path(StoreEntry entry) {
    Path content = directory.content(entry.manifest().id());
    return entry.manifest().directory()
        ? content
        : content.resolve(entry.manifest().files().getFirst().path());
  }

  /**
   * An entry's model, after a look at its files' sizes and times.
   *
   * @throws ResourceException CORRUPT if they are not as they were added
   */
  public StoredModel stored(StoreEntry entry) throws IOException {
    Path path = path(entry);
    Optional<String> change = ContentFiles.change(path, entry.manifest());
    if (change.isPresent()) {
      throw new ResourceException(
          ErrorCode.CORRUPT,
          "model '" + entry.name() + "': its file " + change.get() + " since it was added");
    }
    return new StoredModel(entry.named(), entry.manifest(), path);
  }

  @Override
  public List<NamedModel> list(Predicate<String> allowed) {
    try {
      return entries(allowed).stream().map(StoreEntry::named).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<StoredModel> find(String name, Predicate<String> allowed) {
    try {
      Optional<StoreEntry> entry = entry(name, allowed);
      return entry.isEmpty() ? Optional.empty() : Optional.of(stored(entry.get()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
