package dev.vaccel.install;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.backend.tensor.FrameworkDirectory;
import dev.vaccel.backend.tensor.FrameworkPackage;
import dev.vaccel.backend.tensor.FrameworkPackage.Artifact;
import dev.vaccel.fetch.Authorities;
import dev.vaccel.fetch.Downloader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * Frameworks below the user's directory. A framework's directory appears in one step, complete:
 * whoever looks, at whatever moment and after whatever was killed, finds all of it or nothing.
 * Thread-safe; one installation at a time, in this process or another.
 */
public final class Installer implements AutoCloseable {
  /** Where jars are fetched unless another repository is named. */
  public static final String MAVEN_CENTRAL = "https://repo1.maven.org/maven2";

  private static final String ADDING = ".adding-";
  private static final String REMOVING = ".removing-";
  private static final long PATIENCE_NS = 5_000_000_000L;
  private static final Pattern SAFE = Pattern.compile("[a-z0-9][A-Za-z0-9.+_-]{0,60}");
  private static final FileAttribute<Set<PosixFilePermission>> ONLY_THIS_USER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path home;
  private final List<FrameworkPackage> known;
  private final MavenRepository repository;
  private final Downloader downloader;
  private final JarUnpacker unpacker;
  private final ToLongFunction<Path> freeBytes;
  private final Object work = new Object();
  // Guarded by work.
  private int adding;
  private volatile boolean closed;

  /** For tests. */
  Installer(
      Path home,
      List<FrameworkPackage> known,
      URI repository,
      Path localRepository,
      Downloader downloader,
      JarUnpacker unpacker,
      ToLongFunction<Path> freeBytes) {
    this.home = home;
    this.known = known.stream().sorted(Comparator.comparing(FrameworkPackage::name)).toList();
    this.repository = new MavenRepository(repository, localRepository, downloader);
    this.downloader = downloader;
    this.unpacker = unpacker;
    this.freeBytes = freeBytes;
  }

  /**
   * Installs for this user what the back ends of this process need.
   *
   * @param repository https address of a Maven repository
   * @throws ConfigException if the address cannot be used
   */
  public static Installer open(String repository) {
    return new Installer(
        FrameworkDirectory.home(),
        ServiceLoader.load(FrameworkPackage.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList(),
        MavenRepository.address(repository),
        Path.of(System.getProperty("user.home", "."), ".m2", "repository"),
        new Downloader(Authorities.jdk()),
        new JarUnpacker(),
        directory -> directory.toFile().getUsableSpace());
  }

  /** What can be installed, by name. */
  public List<FrameworkStatus> list() {
    return known.stream().map(this::status).toList();
  }

  /**
   * The framework of this name.
   *
   * @throws UnsupportedException NO_BACKEND with the names that are known
   */
  public FrameworkStatus status(String name) {
    return status(require(name));
  }

  /**
   * Installs a framework.
   *
   * @return false if it was there
   * @throws dev.vaccel.api.VaccelException NO_BACKEND for an unknown name or where there is nothing
   *     for this platform, UNREACHABLE, TLS_FAILED, CORRUPT for other bytes than expected,
   *     STORE_FULL
   * @throws IOException if files cannot be written
   */
  public boolean add(String name, Progress progress) throws IOException {
    FrameworkPackage framework = require(name);
    if (status(framework).installed()) {
      return false;
    }
    List<Artifact> artifacts = artifacts(framework);
    synchronized (work) {
      adding++;
    }
    try {
      return add(framework, artifacts, stoppable(progress));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      synchronized (work) {
        adding--;
        work.notifyAll();
      }
    }
  }

  private boolean add(FrameworkPackage framework, List<Artifact> artifacts, Progress progress)
      throws IOException {
    Files.createDirectories(home, ONLY_THIS_USER);
    try (InstallLock _ = InstallLock.of(home)) {
      clear();
      if (status(framework).installed()) {
        return false; // Somebody else's work, which we have waited for.
      }
      Path work = Files.createTempDirectory(home, ADDING);
      try {
        Path content = Files.createDirectory(work.resolve("content"), ONLY_THIS_USER);
        for (Artifact artifact : artifacts) {
          add(artifact, work, content, progress);
        }
        complete(content);
        publish(content, FrameworkDirectory.of(home, framework));
        return true;
      } catch (IOException e) {
        throw explain(e);
      } finally {
        FileTrees.delete(work);
      }
    }
  }

  /**
   * Removes a framework, whatever its version. A process that uses it keeps it until it ends.
   *
   * @return false if it was not there
   */
  public boolean remove(String name) throws IOException {
    FrameworkPackage framework = require(name);
    if (!Files.isDirectory(home)) {
      return false;
    }
    try (InstallLock _ = InstallLock.of(home)) {
      clear();
      Pattern versions = Pattern.compile(Pattern.quote(framework.name()) + "-[0-9].*");
      boolean found = false;
      for (Path each : FileTrees.list(home)) {
        String directory = String.valueOf(each.getFileName());
        if (versions.matcher(directory).matches()) {
          // Out of sight in one step.
          Path aside = home.resolve(REMOVING + directory);
          Files.move(each, aside, StandardCopyOption.ATOMIC_MOVE);
          FileTrees.delete(aside);
          found = true;
        }
      }
      return found;
    }
  }

  /** Ends an {@link #add} that is going on: it fails, cleans up, and is waited for a while. */
  @Override
  public void close() {
    closed = true;
    downloader.close();
    long end = System.nanoTime() + PATIENCE_NS;
    synchronized (work) {
      for (long left = PATIENCE_NS; adding > 0 && left > 0; left = end - System.nanoTime()) {
        try {
          TimeUnit.NANOSECONDS.timedWait(work, left);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private Progress stoppable(Progress progress) {
    return (step, done, total) -> {
      if (closed) {
        throw new UncheckedIOException(new IOException("interrupted"));
      }
      progress.update(step, done, total);
    };
  }

  private void add(Artifact artifact, Path work, Path content, Progress progress)
      throws IOException {
    requireSpace(artifact.bytes());
    Path fetched = work.resolve("fetched.jar");
    Path jar = repository.jar(artifact, fetched, progress);
    if (artifact.prefix().isEmpty()) {
      requireSpace(artifact.bytes());
      keep(jar, content.resolve(artifact.path().substring(artifact.path().lastIndexOf('/') + 1)));
    } else {
      requireSpace(unpacker.bytes(jar, artifact.prefix()));
      unpacker.unpack(jar, artifact.prefix(), content, progress);
    }
    Files.deleteIfExists(fetched);
  }

  private static void keep(Path jar, Path target) throws IOException {
    Files.copy(jar, target);
    try (FileChannel copy = FileChannel.open(target, StandardOpenOption.WRITE)) {
      copy.force(true);
    }
  }

  private void requireSpace(long bytes) {
    long free = freeBytes.applyAsLong(home);
    if (free < bytes) {
      throw full("needs " + bytes + " bytes, of which " + free + " are free");
    }
  }

  private IOException explain(IOException e) {
    if (String.valueOf(e.getMessage()).contains("No space left on device")) {
      throw full("no space left on device");
    }
    return e;
  }

  private ResourceException full(String why) {
    return new ResourceException(ErrorCode.STORE_FULL, home + ": " + why);
  }

  private static void complete(Path content) throws IOException {
    try (FileChannel marker =
        FileChannel.open(
            content.resolve(FrameworkDirectory.COMPLETE),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      marker.force(true);
    }
  }

  private void publish(Path content, Path target) throws IOException {
    if (Files.exists(target)) {
      // Not complete, or we would not be here: somebody deleted parts of it.
      Path aside = home.resolve(REMOVING + target.getFileName());
      Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
      FileTrees.delete(aside);
    }
    Files.move(content, target, StandardCopyOption.ATOMIC_MOVE);
  }

  // Under the lock nobody works here: what is there is of processes that were killed.
  private void clear() throws IOException {
    for (Path each : FileTrees.list(home)) {
      String name = String.valueOf(each.getFileName());
      if (name.startsWith(ADDING) || name.startsWith(REMOVING)) {
        FileTrees.delete(each);
      }
    }
  }

  private FrameworkStatus status(FrameworkPackage framework) {
    Path directory = FrameworkDirectory.of(home, framework);
    List<Artifact> artifacts = framework.artifacts(FrameworkPackage.platform());
    return new FrameworkStatus(
        framework.name(),
        framework.version(),
        framework.licence(),
        artifacts.isEmpty() ? -1 : artifacts.stream().mapToLong(Artifact::bytes).sum(),
        Files.exists(directory.resolve(FrameworkDirectory.COMPLETE)),
        directory.toString());
  }

  private static List<Artifact> artifacts(FrameworkPackage framework) {
    List<Artifact> artifacts = framework.artifacts(FrameworkPackage.platform());
    if (artifacts.isEmpty()) {
      throw new UnsupportedException(
          ErrorCode.NO_BACKEND,
          "there is no "
              + framework.name()
              + " "
              + framework.version()
              + " for "
              + FrameworkPackage.platform());
    }
    return artifacts;
  }

  private FrameworkPackage require(String name) {
    for (FrameworkPackage framework : known) {
      if (framework.name().equals(name)) {
        if (!SAFE.matcher(name).matches() || !SAFE.matcher(framework.version()).matches()) {
          throw new IllegalStateException("no name for a directory: " + framework);
        }
        return framework;
      }
    }
    throw new UnsupportedException(
        ErrorCode.NO_BACKEND,
        "no framework '"
            + name
            + "' can be added: known are "
            + String.join(", ", known.stream().map(FrameworkPackage::name).toList()));
  }
}
