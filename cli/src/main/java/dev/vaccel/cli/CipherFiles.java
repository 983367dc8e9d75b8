package dev.vaccel.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;

/** Files, names and hex of {@code hash}, {@code encrypt} and {@code decrypt}. */
final class CipherFiles {
  /** Bytes that are read and sent at once. */
  static final int PIECE_BYTES = 1 << 22;

  /** Longest key file: the hex of two keys of 32 bytes, and a line's end. */
  private static final int MAX_KEY_FILE_BYTES = 4096;

  private CipherFiles() {}

  /** The constant that an option names as its Java name, in lower case and with dashes. */
  static <E extends Enum<E>> E named(E[] constants, String option, String text) {
    for (E constant : constants) {
      if (text.equalsIgnoreCase(dashed(constant))) {
        return constant;
      }
    }
    throw Failure.usage(
        option
            + " "
            + text
            + ": expected "
            + Arrays.stream(constants).map(CipherFiles::dashed).collect(Collectors.joining(", ")));
  }

  static String dashed(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Bytes of a file that is a key: as many as it needs, or their hex. The message shows neither.
   */
  static byte[] key(Path file, int expectedBytes) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_KEY_FILE_BYTES) {
      throw Failure.usage("--key-file " + file + " does not exist or is no key");
    }
    byte[] content = Files.readAllBytes(file);
    if (content.length == expectedBytes) {
      return content;
    }
    try {
      String text = new String(content, StandardCharsets.ISO_8859_1).strip();
      byte[] key = HexFormat.of().parseHex(text);
      if (key.length == expectedBytes) {
        return key;
      }
    } catch (IllegalArgumentException _) {
      // Reported below.
    }
    throw Failure.usage(
        "--key-file "
            + file
            + " has "
            + content.length
            + " bytes; expected a key of "
            + expectedBytes
            + " bytes, or its "
            + 2 * expectedBytes
            + " hex digits");
  }

  /** Bytes of an option in hex. */
  static byte[] hex(String option, String text, int expectedBytes) {
    byte[] bytes = hex(option, text);
    if (bytes.length != expectedBytes) {
      throw Failure.usage(
          option + " of " + bytes.length + " bytes: expected " + 2 * expectedBytes + " hex digits");
    }
    return bytes;
  }

  /** As {@link #hex(String, String, int)}, of any length. */
  static byte[] hex(String option, String text) {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException _) {
      throw Failure.usage(option + " " + text + ": expected hex digits");
    }
  }

  /** A file that is read piece by piece. */
  record Source(Path file, FileChannel channel) implements AutoCloseable {
    static Source open(Path file) throws IOException {
      if (!Files.isRegularFile(file)) {
        throw Failure.failed(file + " does not exist or is no file");
      }
      return new Source(file, FileChannel.open(file));
    }

    /** Fills memory as far as the file goes. */
    long read(MemorySegment memory) throws IOException {
      ByteBuffer buffer = memory.asByteBuffer();
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      return buffer.position();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Where a result goes: a file beside, which takes the place of the named one only when whole. */
  static final class Target implements AutoCloseable {
    private final Path file;
    private final Path partial;
    private final FileChannel channel;

    private Target(Path file, Path partial, FileChannel channel) {
      this.file = file;
      this.partial = partial;
      this.channel = channel;
    }

    static Target open(Path file) throws IOException {
      Path directory = file.toAbsolutePath().getParent();
      Path partial = Files.createTempFile(directory, ".vaccel", ".part");
      return new Target(file, partial, FileChannel.open(partial, StandardOpenOption.WRITE));
    }

    void write(MemorySegment memory) throws IOException {
      ByteBuffer buffer = memory.asByteBuffer();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    /** All of it is there. */
    void done() throws IOException {
      channel.close();
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
      channel.close();
      Files.deleteIfExists(partial);
    }
  }
}
