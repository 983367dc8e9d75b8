package dev.vaccel.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.CodeSource;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * Unpacks ONNX Runtime's native libraries once for each version and user. On its own it unpacks 28
 * MB into the temporary folder at each start, which takes up to a second, and leaves them there
 * when the process is killed.
 */
final class NativeFiles {
  private static final String PATH_PROPERTY = "onnxruntime.native.path";
  private static final System.Logger LOG = System.getLogger(NativeFiles.class.getName());

  private NativeFiles() {}

  /**
   * Makes ONNX Runtime load from below {@code cacheDir}. Where that does not work (no jar, another
   * system, a read-only disk) it unpacks for itself: slower, but it works.
   */
  static void prepare(Path cacheDir) {
    if (System.getProperty(PATH_PROPERTY) != null) {
      return;
    }
    try {
      CodeSource source = OrtEnvironment.class.getProtectionDomain().getCodeSource();
      String platform = platform();
      if (source == null || platform.isEmpty()) {
        return;
      }
      Path jarPath = Path.of(source.getLocation().toURI());
      if (Files.isRegularFile(jarPath)) {
        System.setProperty(PATH_PROPERTY, unpack(jarPath, platform, cacheDir).toString());
      }
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "onnxruntime is unpacked anew at each start: cannot use cache=" + cacheDir + ": " + e);
    }
  }

  /** Unpacks what is not there yet; safe against other processes that do the same. */
  static Path unpack(Path jarPath, String platform, Path cacheDir) throws IOException {
    String prefix = "ai/onnxruntime/native/" + platform + "/";
    try (JarFile jar = new JarFile(jarPath.toFile())) {
      // All of them: the GPU build's providers are looked for beside the main library.
      List<ZipEntry> entries =
          jar.stream()
              .filter(entry -> entry.getName().startsWith(prefix) && !entry.isDirectory())
              .filter(entry -> entry.getName().indexOf('/', prefix.length()) < 0)
              .map(ZipEntry.class::cast)
              .toList();
      if (entries.isEmpty()) {
        throw new IOException(jarPath.getFileName() + " has nothing for " + platform);
      }
      Path directory = cacheDir.resolve("onnxruntime-" + platform + "-" + fingerprint(entries));
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      for (ZipEntry entry : entries) {
        Path file = directory.resolve(entry.getName().substring(prefix.length()));
        if (!Files.exists(file) || Files.size(file) != entry.getSize()) {
          // Written aside and renamed: nobody ever sees half a library, and whoever comes second
          // replaces it by the same bytes.
          Path aside = Files.createTempFile(directory, "unpacking", ".tmp");
          try {
            try (InputStream in = jar.getInputStream(entry)) {
              Files.copy(in, aside, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
          } finally {
            Files.deleteIfExists(aside);
          }
        }
      }
      return directory;
    }
  }

  /** Changes with every byte of the libraries, hence with every version and build of them. */
  private static String fingerprint(List<ZipEntry> entries) {
    CRC32 crc = new CRC32();
    for (ZipEntry entry : entries) {
      crc.update(ByteBuffer.allocate(16).putLong(entry.getSize()).putLong(entry.getCrc()).flip());
    }
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  /** ONNX Runtime's name for this platform; empty where nothing is unpacked for it. */
  private static String platform() {
    String arch = System.getProperty("os.arch", "");
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return "";
    }
    return switch (arch) {
      case "amd64", "x86_64" -> "linux-x64";
      case "aarch64" -> "linux-aarch64";
      default -> "";
    };
  }
}
