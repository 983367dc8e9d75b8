package dev.vaccel.modelstore;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TransportException;
import dev.vaccel.fetch.Authorities;
import dev.vaccel.fetch.Downloader;
import dev.vaccel.fetch.HttpsAddress;
import dev.vaccel.fetch.Progress;
import dev.vaccel.fetch.RemoteFile;
import dev.vaccel.fetch.Sha256;
import dev.vaccel.model.BundleDescription;
import dev.vaccel.model.Bundles;
import dev.vaccel.model.ModelFormat;
import dev.vaccel.model.OpenBundle;
import dev.vaccel.runtime.ContentHash;
import dev.vaccel.runtime.ResourceManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** One addition to a store, from the source to the name. Confined to one thread. */
final class Adding {
  private static final int MAX_FILE_NAME = 100;

  private final StoreDirectory directory;
  private final Addition addition;
  private final Progress progress;
  // Of what is staged, so that messages of it name it; where content says nothing, its ending
  // tells the format.
  private final String fileName;

  Adding(StoreDirectory directory, Addition addition, Progress progress) {
    this.directory = directory;
    this.addition = addition;
    this.progress = progress;
    this.fileName = fileName(addition);
  }

  private static String fileName(Addition addition) {
    String source = source(addition);
    String plain = source.replaceAll(".*/", "");
    plain = plain.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+", "");
    return plain.isEmpty() || plain.length() > MAX_FILE_NAME ? "model" : plain;
  }

  /** What has arrived in the staging place: its model, and the hash of the file it came as. */
  private record Arrived(Path content, String sourceSha256) {}

  StoreEntry run() throws IOException {
    // Before anything is fetched for nothing.
    ModelName name = name();
    if (addition.isRemote() && !addition.replace() && Files.exists(directory.entry(name))) {
      return sameSource(name);
    }
    try (StoreDirectory.Staging staging = directory.stage()) {
      Arrived arrived = addition.isRemote() ? fetch(staging) : copy(staging);
      StoreEntry entry = entry(name, arrived);
      ContentFiles.seal(arrived.content(), entry.manifest());
      return commit(entry, staging);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("No space left")) {
        throw new ResourceException(
            ErrorCode.STORE_FULL,
            shown() + ": the disk of the store " + directory.root() + " is full",
            e);
      }
      throw e;
    }
  }

  /** The entry that is there, if it came as the same file. */
  private StoreEntry sameSource(ModelName name) throws IOException {
    Sha256 expected = ModelAddress.of(addition).sha256();
    StoreEntry there = EntryJson.read(directory.entry(name), name);
    if (!there.sourceSha256().equals(expected.hex())) {
      throw exists(name);
    }
    return there;
  }

  private ModelName name() {
    ModelName given = addition.name();
    if (given != null) {
      return given;
    }
    String source = addition.source();
    if (addition.isRemote()) {
      source = String.valueOf(HttpsAddress.parse(source).getPath());
    } else {
      source = Path.of(source).toAbsolutePath().normalize().toString();
    }
    Optional<ModelName> suggested = ModelName.suggestedBy(source);
    return suggested.orElseThrow(
        () ->
            new ConfigException(
                ErrorCode.INVALID_CONFIG,
                shown() + ": no name for it can be told from this; say one with --name"));
  }

  private Arrived fetch(StoreDirectory.Staging staging) throws IOException {
    ModelAddress from = ModelAddress.of(addition);
    RemoteFile wanted = RemoteFile.atMost(from.address(), addition.maxBytes(), from.sha256());
    Path file = staging.file("source", fileName);
    Path given = addition.authorities();
    Authorities authorities = given == null ? Authorities.jdk() : Authorities.of(given);
    try (Downloader downloader = new Downloader(authorities)) {
      downloader.fetch(wanted, file, progress);
    } catch (TransportException e) {
      throw e.code() == ErrorCode.TLS_FAILED
          ? new TransportException(e.code(), e.getMessage() + " (--ca FILE names whom to trust)", e)
          : e;
    } catch (ResourceException e) {
      throw e.code() == ErrorCode.EXHAUSTED
          ? new ResourceException(e.code(), e.getMessage() + " (--max-bytes)", e)
          : e;
    }
    return unpacked(file, from.sha256(), staging);
  }

  private Arrived copy(StoreDirectory.Staging staging) throws IOException {
    Path source = Path.of(addition.source());
    if (!Files.exists(source)) {
      throw new ResourceException(
          ErrorCode.NOT_FOUND, "model " + addition.source() + " does not exist");
    }
    if (Files.isDirectory(source)) {
      if (addition.sha256() != null) {
        throw new ConfigException(
            ErrorCode.INVALID_CONFIG,
            "--sha256 is for files and addresses; " + source + " is none");
      }
      Path content = staging.file("content", fileName);
      ContentFiles.copyTree(source, content, addition.maxBytes());
      return new Arrived(content, "");
    }
    if (!Files.isRegularFile(source) || Files.size(source) > addition.maxBytes()) {
      throw new ResourceException(
          ErrorCode.EXHAUSTED,
          source + ": expected a file of at most " + addition.maxBytes() + " bytes");
    }
    String given = addition.sha256();
    Sha256 expected = given == null ? null : new Sha256(given);
    Path file = staging.file("source", fileName);
    Files.copy(source, file);
    Sha256 actual = Sha256.of(file);
    if (expected != null && !actual.equals(expected)) {
      throw new ResourceException(
          ErrorCode.CORRUPT, source + ": its SHA-256 is " + actual + ", expected " + expected);
    }
    return unpacked(file, actual, staging);
  }

  /** A file that has come and been checked; a bundle's content where it is a zip. */
  private Arrived unpacked(Path file, Sha256 sha256, StoreDirectory.Staging staging)
      throws IOException {
    Path content = staging.file("content", fileName);
    Files.createDirectory(content);
    Optional<ModelFormat> format = ModelFormat.detect(file);
    if (format.isPresent()) {
      String name =
          switch (format.get()) {
            case ONNX -> "model.onnx";
            case TFLITE -> "model.tflite";
            case TORCHSCRIPT -> "model.pt";
            case FROZENGRAPH -> "model.pb";
            case SAVEDMODEL -> throw new IllegalStateException("a file that is a directory");
          };
      Path model = content.resolve(name);
      Files.move(file, model, StandardCopyOption.ATOMIC_MOVE);
      return new Arrived(model, sha256.hex());
    }
    Bundles.unpack(file, content);
    return new Arrived(content, sha256.hex());
  }

  private StoreEntry entry(ModelName name, Arrived arrived) {
    try (OpenBundle opened = Bundles.open(arrived.content())) {
      BundleDescription said = opened.bundle().description();
      ResourceManifest manifest = ContentHash.manifest(arrived.content());
      if (manifest.totalBytes() > addition.maxBytes()) {
        throw new ResourceException(
            ErrorCode.EXHAUSTED,
            shown() + ": unpacked it has more than " + addition.maxBytes() + " bytes");
      }
      return new StoreEntry(
          name,
          manifest,
          source(addition),
          arrived.sourceSha256(),
          Instant.now().truncatedTo(ChronoUnit.SECONDS),
          said.task().bundleName(),
          said.format().bundleName(),
          said.licence());
    }
  }

  /** The source as it was said, without what may be a secret. */
  private String shown() {
    return addition.isRemote() ? source(addition) : addition.source();
  }

  private static String source(Addition addition) {
    // What follows ? may be a secret of who may fetch it.
    return addition.isRemote()
        ? addition.source().replaceAll("[?#].*", "")
        : Path.of(addition.source()).toAbsolutePath().normalize().toString();
  }

  private StoreEntry commit(StoreEntry entry, StoreDirectory.Staging staging) throws IOException {
    Path index = staging.file("entry");
    Files.writeString(index, EntryJson.write(entry));
    ResourceManifest manifest = entry.manifest();
    ResourceId id = manifest.id();
    try (StoreDirectory.Change _ = directory.change()) {
      Path target = directory.entry(entry.name());
      if (Files.exists(target) && !addition.replace()) {
        StoreEntry there = EntryJson.read(target, entry.name());
        if (!there.manifest().id().equals(id)) {
          throw exists(entry.name());
        }
      }
      Path placed = directory.content(id);
      Path there =
          manifest.directory() ? placed : placed.resolve(manifest.files().getFirst().path());
      if (ContentFiles.change(there, manifest).isPresent()) {
        directory.place(staging.file("content", fileName), id, staging);
      }
      Files.move(index, target, StandardCopyOption.ATOMIC_MOVE);
      ModelStore.removeUnused(directory);
    }
    return entry;
  }

  private static InvalidArgumentException exists(ModelName name) {
    return new InvalidArgumentException(
        ErrorCode.INVALID_ARGUMENT,
        "model '" + name + "' is in the store already; --replace replaces it");
  }
}
