package dev.vaccel.install;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Unpacks the files below one folder of a jar. Confined to one thread. */
final class JarUnpacker {
  private static final int MOST_ENTRIES = 10_000;
  private static final long MOST_BYTES = 8L << 30;

  private final long mostBytes;
  private final int mostEntries;

  JarUnpacker() {
    this(MOST_BYTES, MOST_ENTRIES);
  }

  JarUnpacker(long mostBytes, int mostEntries) {
    this.mostBytes = mostBytes;
    this.mostEntries = mostEntries;
  }

  /** Size of what {@link #unpack} would write. */
  long bytes(Path jar, String prefix) throws IOException {
    try (ZipFile zip = open(jar)) {
      return bytes(jar, entries(zip, jar, prefix));
    }
  }

  /**
   * Writes the files below {@code prefix}, without it, below {@code directory}, and to the disk.
   *
   * @throws ResourceException CORRUPT for a jar with nothing there, with names that lead elsewhere,
   *     or that grows beyond all measure
   */
  void unpack(Path jar, String prefix, Path directory, Progress progress) throws IOException {
    try (ZipFile zip = open(jar)) {
      List<? extends ZipEntry> entries = entries(zip, jar, prefix);
      long total = bytes(jar, entries);
      long done = 0;
      for (ZipEntry entry : entries) {
        Path file = target(jar, directory, entry.getName().substring(prefix.length()));
        Path parent = file.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        try (InputStream in = zip.getInputStream(entry)) {
          long before = done;
          done +=
              write(
                  jar,
                  in,
                  file,
                  entry.getSize(),
                  written -> progress.update("unpacking", before + written, total));
        } catch (ZipException | EOFException e) {
          throw corrupt(jar, "entry " + entry.getName() + ": " + e.getMessage());
        } catch (FileAlreadyExistsException _) {
          throw corrupt(jar, "brings " + entry.getName() + " a second time");
        }
      }
    }
  }

  private static ZipFile open(Path jar) throws IOException {
    try {
      return new ZipFile(jar.toFile());
    } catch (ZipException | EOFException e) {
      throw corrupt(jar, "is no jar: " + e.getMessage());
    }
  }

  private List<? extends ZipEntry> entries(ZipFile zip, Path jar, String prefix) {
    List<? extends ZipEntry> entries =
        zip.stream()
            .filter(entry -> entry.getName().startsWith(prefix) && !entry.isDirectory())
            .toList();
    if (entries.isEmpty()) {
      throw corrupt(jar, "has nothing below " + prefix);
    }
    if (entries.size() > mostEntries) {
      throw corrupt(jar, "has " + entries.size() + " files: more than " + mostEntries);
    }
    return entries;
  }

  private long bytes(Path jar, List<? extends ZipEntry> entries) {
    long bytes = 0;
    for (ZipEntry entry : entries) {
      long size = entry.getSize();
      if (size < 0 || size > mostBytes - bytes) {
        throw corrupt(jar, "unpacks to more than " + mostBytes + " bytes");
      }
      bytes += size;
    }
    return bytes;
  }

  /** The file for a name, which may not lead out of the directory by any system's rules. */
  private static Path target(Path jar, Path directory, String name) {
    boolean plain = !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\');
    if (plain) {
      for (String part : name.split("/", -1)) {
        plain &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
      }
    }
    if (!plain) {
      throw corrupt(jar, "has an entry whose name is no plain relative path: '" + name + "'");
    }
    return directory.resolve(name);
  }

  // Not Files.copy: an entry may hold more than it says, and the bytes must be on the disk before
  // the directory is called complete.
  private static long write(Path jar, InputStream in, Path file, long size, LongConsumer progress)
      throws IOException {
    long written = 0;
    byte[] block = new byte[1 << 16];
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        if (n > size - written) {
          throw corrupt(jar, "entry " + file.getFileName() + " holds more than it says: " + size);
        }
        ByteBuffer buffer = ByteBuffer.wrap(block, 0, n);
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
        written += n;
        progress.accept(written);
      }
      out.force(true);
    }
    if (written != size) {
      throw corrupt(
          jar, "entry " + file.getFileName() + " has " + written + " bytes: expected " + size);
    }
    return written;
  }

  private static ResourceException corrupt(Path jar, String why) {
    return new ResourceException(ErrorCode.CORRUPT, String.valueOf(jar.getFileName()) + " " + why);
  }
}
