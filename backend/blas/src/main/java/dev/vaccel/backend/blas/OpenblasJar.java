package dev.vaccel.backend.blas;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The artifact {@code org.bytedeco:openblas} with a platform classifier, used as a box that a
 * library comes in: nothing of its Java is touched. It need not be a module that anything requires;
 * lying on the class path or the module path is enough.
 *
 * @param jar the file
 * @param platform its classifier
 */
record OpenblasJar(Path jar, String platform) {
  /** The library. */
  static final String LIBRARY = "libopenblas.so.0";

  /** What it needs beside the C library, in the order of loading. */
  static final List<String> NEEDED =
      List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5");

  /** Looks through the paths that this JVM was started with. */
  static Optional<OpenblasJar> find() {
    String arch = System.getProperty("os.arch");
    String platform = "linux-" + (arch.equals("amd64") ? "x86_64" : "arm64");
    return Stream.of("jdk.module.path", "java.class.path")
        .map(System::getProperty)
        .flatMap(
            paths -> paths == null ? Stream.empty() : Stream.of(paths.split(File.pathSeparator)))
        .flatMap(OpenblasJar::filesAt)
        .filter(file -> isFor(platform, file))
        .findFirst()
        .map(file -> new OpenblasJar(file, platform));
  }

  /** File name of the jar, for people. */
  String name() {
    return String.valueOf(jar.getFileName());
  }

  /**
   * Writes the library and its needs below {@code cache} unless they are there already, in full.
   * Several processes may do so at once: each file appears whole or not at all.
   *
   * @return the directory with the files
   */
  Path unpack(Path cache) throws IOException {
    Path directory = cache.resolve(name().replaceAll("\\.jar$", ""));
    Files.createDirectories(directory);
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      String prefix = "org/bytedeco/openblas/" + platform + "/";
      unpack(zip, required(zip, prefix + LIBRARY), directory.resolve(LIBRARY));
      for (String needed : NEEDED) {
        ZipEntry entry = zip.getEntry(prefix + needed);
        if (entry != null) {
          unpack(zip, entry, directory.resolve(needed));
        }
      }
    }
    return directory;
  }

  private static ZipEntry required(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException(zip.getName() + " has no " + name);
    }
    return entry;
  }

  private static void unpack(ZipFile zip, ZipEntry entry, Path target) throws IOException {
    if (isWhole(target, entry)) {
      return;
    }
    Path part = Files.createTempFile(target.getParent(), "part", ".so");
    try {
      try (InputStream content = zip.getInputStream(entry)) {
        Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
      }
      if (!isWhole(part, entry)) {
        throw new IOException(zip.getName() + ": " + entry.getName() + " is damaged");
      }
      move(part, target);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean isWhole(Path file, ZipEntry entry) throws IOException {
    if (!Files.exists(file) || Files.size(file) != entry.getSize()) {
      return false;
    }
    CRC32 crc = new CRC32();
    try (var content = new CheckedInputStream(Files.newInputStream(file), crc)) {
      content.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return crc.getValue() == entry.getCrc();
  }

  private static boolean isFor(String platform, Path file) {
    return Pattern.matches(
        "openblas-[0-9].*-" + platform + "\\.jar", String.valueOf(file.getFileName()));
  }

  /** The entry itself, or the files in it where it is a directory of jars. */
  private static Stream<Path> filesAt(String pathEntry) {
    Path path = Path.of(pathEntry);
    File[] inside = path.toFile().listFiles();
    return inside == null ? Stream.of(path) : Stream.of(inside).map(File::toPath).sorted();
  }
}
