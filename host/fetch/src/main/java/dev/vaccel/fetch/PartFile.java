package dev.vaccel.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * What has come of a file, beside the place of the whole one. It goes with {@link #close} unless it
 * was moved there. Confined to one thread.
 */
final class PartFile implements AutoCloseable {
  private final Path target;
  private final Path path;
  private final FileChannel channel;
  private final MessageDigest digest = Sha256.digest();
  private long bytes;

  PartFile(Path target) throws IOException {
    this.target = target.toAbsolutePath();
    Path directory = this.target.getParent();
    if (directory == null) {
      throw new IOException(target + ": a directory, expected a file's path");
    }
    this.path = Files.createTempFile(directory, ".fetching-", ".part");
    this.channel = FileChannel.open(path, StandardOpenOption.WRITE);
  }

  /** Room on its disk. */
  long usableBytes() throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }

  void write(ByteBuffer part) throws IOException {
    bytes += part.remaining();
    digest.update(part.duplicate());
    while (part.hasRemaining()) {
      channel.write(part);
    }
  }

  /** How many bytes have been written. */
  long bytes() {
    return bytes;
  }

  /** The SHA-256 of them; once. */
  Sha256 sha256() {
    return Sha256.end(digest.digest());
  }

  /** Puts it in the place of the whole one, in one step. */
  void complete() throws IOException {
    channel.close();
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }
}
