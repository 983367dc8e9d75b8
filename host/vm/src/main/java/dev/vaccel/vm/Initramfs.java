package dev.vaccel.vm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system that a guest boots from memory. Confined to one thread.
 *
 * <p>Source: Linux, Documentation/driver-api/early-userspace/buffer-format.rst ("newc").
 */
public final class Initramfs {
  private static final int DIRECTORY = 040755;
  private static final int FILE = 0100755;

  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
  private int inodes;

  /** An empty one. */
  public Initramfs() {}

  /** Adds a directory; those above it have been added. */
  public Initramfs directory(String name) {
    entry(name, DIRECTORY, new byte[0]);
    return this;
  }

  /** Adds a file that may be executed. */
  public Initramfs file(String name, Path content) throws IOException {
    entry(name, FILE, Files.readAllBytes(content));
    return this;
  }

  /** Adds a file that may be executed. */
  public Initramfs file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a file that may be executed. */
  public Initramfs file(String name, byte[] content) {
    entry(name, FILE, content);
    return this;
  }

  private void entry(String name, int mode, byte[] content) {
    byte[] path = (name + "\0").getBytes(StandardCharsets.UTF_8);
    StringBuilder header = new StringBuilder("070701");
    int[] fields = {++inodes, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, path.length, 0};
    for (int field : fields) {
      header.append(String.format("%08x", field));
    }
    archive.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
    archive.writeBytes(path);
    pad();
    archive.writeBytes(content);
    pad();
  }

  private void pad() {
    while (archive.size() % 4 != 0) {
      archive.write(0);
    }
  }

  /** Ends the archive and writes it, uncompressed. */
  public void write(Path file) throws IOException {
    entry("TRAILER!!!", 0, new byte[0]);
    Files.write(file, archive.toByteArray());
  }
}
