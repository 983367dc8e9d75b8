package dev.vaccel.backend.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs as their devices' drivers built them, in a directory of the user's alone. Holds what was
 * used last, up to a size. Thread-safe, also against other processes. What goes wrong with it costs
 * time and nothing else.
 */
final class ProgramCache {
  private static final System.Logger LOG = System.getLogger(ProgramCache.class.getName());
  private static final long UNFINISHED_SECONDS = 3600;
  private static final String SUFFIX = ".clbin";

  private final Path directory;
  private final long maxBytes;

  ProgramCache(Path directory, long maxBytes) {
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  /** The name under which what these give is kept. */
  static String key(OpenclDevice device, String options, byte[] source) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(device.name(), device.driver(), options)) {
        byte[] text = part.getBytes(StandardCharsets.UTF_8);
        // With its length, so that no two lists of parts are the same bytes.
        digest.update((text.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(text);
      }
      digest.update(source);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What was kept; marks it as used. */
  Optional<byte[]> find(String key) {
    Path file = file(key);
    try {
      if (maxBytes == 0 || !Files.exists(file) || Files.size(file) > maxBytes) {
        return Optional.empty();
      }
      byte[] binary = Files.readAllBytes(file);
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Optional.of(binary);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Keeps a binary; whole or not at all. */
  void put(String key, byte[] binary) {
    if (binary.length == 0 || binary.length > maxBytes) {
      return;
    }
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      // Made for the user alone, and renamed: nobody sees half a binary.
      Path aside = Files.createTempFile(directory, "building", ".tmp");
      try {
        Files.write(aside, binary);
        Files.move(aside, file(key), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(aside);
      }
      makeRoom();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "program not kept cache={0} reason={1}", directory, e);
    }
  }

  /** Forgets what turned out not to load. */
  void drop(String key) {
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "program not dropped cache={0} reason={1}", directory, e);
    }
  }

  long maxBytes() {
    return maxBytes;
  }

  private void makeRoom() throws IOException {
    dropUnfinished();
    record Kept(Path file, long bytes, FileTime used) {}
    List<Kept> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
        try {
          all.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file)));
        } catch (IOException _) {
          // Another process has just removed it.
        }
      }
    }
    all.sort(Comparator.comparing(Kept::used));
    long total = all.stream().mapToLong(Kept::bytes).sum();
    for (Kept kept : all) {
      if (total <= maxBytes) {
        return;
      }
      Files.deleteIfExists(kept.file());
      total -= kept.bytes();
    }
  }

  /** What processes left that were killed while they wrote. */
  private void dropUnfinished() throws IOException {
    Instant old = Instant.now().minusSeconds(UNFINISHED_SECONDS);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".tmp")).toList()) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private Path file(String key) {
    return directory.resolve(key + SUFFIX);
  }
}
