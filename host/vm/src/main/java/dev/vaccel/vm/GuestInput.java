package dev.vaccel.vm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a guest reads at its console: a named pipe. Confined to one thread but for close. */
final class GuestInput implements AutoCloseable {
  private final Path pipe;
  private final FileChannel channel;

  private GuestInput(Path pipe, FileChannel channel) {
    this.pipe = pipe;
    this.channel = channel;
  }

  /** Makes the pipe; its directory is private. */
  static GuestInput create(Path pipe) throws IOException {
    Files.deleteIfExists(pipe);
    Process made = new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start();
    try {
      if (made.waitFor() != 0) {
        throw new IOException("mkfifo " + pipe + " ended with exit code " + made.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    // For both, so that opening does not wait for the other side.
    return new GuestInput(
        pipe, FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  Path pipe() {
    return pipe;
  }

  /** Says a line; waits where the guest has left 64 KiB unread. */
  void say(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(pipe);
  }
}
