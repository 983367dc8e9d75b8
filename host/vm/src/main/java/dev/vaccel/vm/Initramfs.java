package dev.vaccel.vm;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A file system that a guest boots from memory. Files are read when it is written, and only then.
 * Confined to one thread.
 *
 * <p>Source: Linux, Documentation/driver-api/early-userspace/buffer-format.rst ("newc").
 */
public final class Initramfs {
  static final int DIRECTORY = 0040755;
  static final int EXECUTABLE = 0100755;
  private static final int REGULAR = 0100000;
  private static final int SYMBOLIC_LINK = 0120777;
  // The format has eight hexadecimal digits for a size.
  private static final long MOST_FILE_BYTES = 0xffff_ffffL;
  // Linux takes no longer path.
  private static final int MOST_NAME_BYTES = 4095;

  private final Map<String, InitramfsEntry> entries = new LinkedHashMap<>();

  /** An empty one. */
  public Initramfs() {}

  /** Adds a directory, and those above it. */
  public Initramfs directory(String name) throws IOException {
    return put(new InitramfsEntry(checked(name), DIRECTORY, new byte[0]));
  }

  /** Adds a file that may be executed. */
  public Initramfs file(String name, Path content) throws IOException {
    return file(name, content, EXECUTABLE);
  }

  private Initramfs file(String name, Path content, int mode) throws IOException {
    if (!Files.isReadable(content)) {
      throw Files.exists(content)
          ? new AccessDeniedException(content.toString())
          : new NoSuchFileException(content.toString());
    }
    long size = Files.size(content);
    if (size > MOST_FILE_BYTES) {
      throw new IOException(
          content + ": " + size + " bytes, and an initramfs holds files of less than 4 GiB");
    }
    return put(new InitramfsEntry(checked(name), mode, content, size));
  }

  /** Adds a file that may be executed. */
  public Initramfs file(String name, String content) throws IOException {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a file that may be executed. */
  public Initramfs file(String name, byte[] content) throws IOException {
    return put(new InitramfsEntry(checked(name), EXECUTABLE, content.clone()));
  }

  /** Adds a symbolic link. */
  public Initramfs link(String name, String target) throws IOException {
    byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
    return put(new InitramfsEntry(checked(name), SYMBOLIC_LINK, bytes));
  }

  /**
   * Adds a file, or a directory with all that is in it, with its permissions. Links inside are kept
   * as they are; the place itself may be one.
   *
   * @throws IOException if something cannot be read, or is neither file, directory nor link
   */
  public Initramfs add(String name, Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return addOne(name, place.toRealPath());
    }
    directory(name);
    Path root = place.toRealPath();
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path each : (Iterable<Path>) tree.sorted()::iterator) {
        if (!each.equals(root)) {
          addOne(name + "/" + root.relativize(each), each);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return this;
  }

  private Initramfs addOne(String name, Path place) throws IOException {
    if (Files.isSymbolicLink(place)) {
      return link(name, Files.readSymbolicLink(place).toString());
    }
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return directory(name);
    }
    if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(place + ": expected a file, a directory or a link");
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(place);
    // The guest's only user is root; who may read it here says nothing there.
    boolean executable =
        permissions.contains(PosixFilePermission.OWNER_EXECUTE)
            || permissions.contains(PosixFilePermission.OTHERS_EXECUTE);
    return file(name, place, REGULAR | (executable ? 0755 : 0644));
  }

  private static String checked(String name) throws IOException {
    String relative = name;
    while (relative.startsWith("/")) {
      relative = relative.substring(1);
    }
    while (relative.endsWith("/")) {
      relative = relative.substring(0, relative.length() - 1);
    }
    List<String> parts = List.of(relative.split("/", -1));
    boolean odd = parts.contains("") || parts.contains(".") || parts.contains("..");
    int bytes = relative.getBytes(StandardCharsets.UTF_8).length;
    if (odd || relative.indexOf('\0') >= 0 || bytes > MOST_NAME_BYTES) {
      throw new IOException(
          "'" + name + "': expected the path of a file in the guest, without . and ..");
    }
    if (relative.equals("TRAILER!!!")) {
      throw new IOException("'" + name + "': an initramfs cannot hold a file of this name");
    }
    return relative;
  }

  private Initramfs put(InitramfsEntry entry) throws IOException {
    String name = entry.name();
    for (int at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
      String above = name.substring(0, at);
      InitramfsEntry there = entries.get(above);
      if (there == null) {
        entries.put(above, new InitramfsEntry(above, DIRECTORY, new byte[0]));
      } else if (there.mode() != DIRECTORY) {
        throw new IOException("'/" + name + "': /" + above + " is no directory in the guest");
      }
    }
    InitramfsEntry before = entries.get(name);
    if (before != null && before.mode() == DIRECTORY && entry.mode() != DIRECTORY) {
      throw new IOException("'/" + name + "': is a directory in the guest");
    }
    entries.put(name, entry);
    return this;
  }

  /** Whether there is a file, directory or link of this name. */
  public boolean contains(String name) throws IOException {
    return entries.containsKey(checked(name));
  }

  /** The paths in it, with a leading slash, in order. */
  public List<String> names() {
    return entries.keySet().stream().map(name -> "/" + name).toList();
  }

  /** What its files and links take together, unpacked. */
  public long contentBytes() {
    return entries.values().stream().mapToLong(InitramfsEntry::size).sum();
  }

  /** Writes it; compressed where the name ends with {@code .gz}. */
  public void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      if (file.toString().endsWith(".gz")) {
        try (OutputStream compressed = new GZIPOutputStream(out, 1 << 16)) {
          write(compressed);
        }
      } else {
        write(out);
      }
    }
  }

  private void write(OutputStream out) throws IOException {
    int inode = 0;
    for (InitramfsEntry entry : entries.values()) {
      entry.write(++inode, out);
    }
    new InitramfsEntry("TRAILER!!!", 0, new byte[0]).write(++inode, out);
  }

  /**
   * Writes another image and this one behind it, whose files the guest finds in addition: Linux
   * unpacks archives one after the other, compressed or not.
   */
  public void writeBehind(Path image, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      long length;
      try (InputStream in = Files.newInputStream(image)) {
        length = in.transferTo(out);
      }
      out.write(new byte[(int) (-length & 3)]);
      write(out);
    }
  }
}
