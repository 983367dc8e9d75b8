package dev.vaccel.vm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One file of an {@link Initramfs}.
 *
 * @param name its path, without a leading slash
 * @param mode type and permissions
 * @param size its bytes
 */
record InitramfsEntry(String name, int mode, long size, Source source) {
  private static final int BLOCK_BYTES = 1 << 16;

  /** Where the bytes come from. */
  @FunctionalInterface
  interface Source {
    /** Opens them. */
    InputStream open() throws IOException;
  }

  InitramfsEntry(String name, int mode, byte[] content) {
    this(name, mode, content.length, () -> new ByteArrayInputStream(content));
  }

  InitramfsEntry(String name, int mode, Path content, long size) {
    this(name, mode, size, () -> Files.newInputStream(content));
  }

  void write(int inode, OutputStream out) throws IOException {
    byte[] path = (name + "\0").getBytes(StandardCharsets.UTF_8);
    StringBuilder header = new StringBuilder("070701");
    // inode, mode, uid, gid, links, time, size, four device numbers, length of the name, checksum
    long[] fields = {inode, mode, 0, 0, 1, 0, size, 0, 0, 0, 0, path.length, 0};
    for (long field : fields) {
      header.append(String.format(Locale.ROOT, "%08x", field));
    }
    out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
    out.write(path);
    pad(header.length() + path.length, out);
    try (InputStream in = source.open()) {
      copy(in, out);
    }
    pad(size, out);
  }

  private void copy(InputStream in, OutputStream out) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    long left = size;
    while (left > 0) {
      int count = in.read(block, 0, (int) Math.min(block.length, left));
      if (count < 0) {
        throw new IOException("/" + name + ": its file became shorter while it was read");
      }
      out.write(block, 0, count);
      left -= count;
    }
  }

  private static void pad(long length, OutputStream out) throws IOException {
    out.write(new byte[(int) (-length & 3)]);
  }
}
