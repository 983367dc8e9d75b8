package dev.vaccel.install;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One installation at a time: of this process by a lock of its own, of others by that of a file,
 * which the system takes back from whoever is killed.
 */
final class InstallLock implements AutoCloseable {
  // A process cannot wait for its own lock of a file.
  private static final ReentrantLock OWN = new ReentrantLock();

  private final FileChannel channel;

  private InstallLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for its turn. */
  static InstallLock of(Path home) throws IOException {
    OWN.lock();
    try {
      FileChannel channel =
          FileChannel.open(
              home.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.lock();
        if (!lock.isValid()) {
          throw new IOException(home + ": no lock");
        }
        return new InstallLock(channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      OWN.unlock();
      throw e;
    }
  }

  /** Gives the turn back. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OWN.unlock();
    }
  }
}
