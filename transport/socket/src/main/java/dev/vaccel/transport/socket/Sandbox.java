package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.posix.SocketFile;
import dev.vaccel.posix.SystemCallException;
import java.lang.System.Logger;
import org.jspecify.annotations.Nullable;

/** One sandbox, and the socket where its guest arrives. Guarded by its listener. */
final class Sandbox {
  private static final Logger LOG = System.getLogger(Sandbox.class.getName());
  private static final long FIRST_PAUSE_NS = 1_000_000_000;
  private static final int MOST_DOUBLINGS = 6;

  private final HybridTransport.Location location;
  private @Nullable SocketFile file;
  private boolean failing;
  private int tries;
  private long triedNs;

  /** One that is not listened for yet. */
  Sandbox(HybridTransport.Location location) {
    this.location = location;
  }

  HybridTransport.Location location() {
    return location;
  }

  /** Where its guest arrives; null while that cannot be. */
  @Nullable ListeningSocket socket() {
    return file == null ? null : file.socket();
  }

  /**
   * Listens, unless it does; anew where somebody has removed the socket's file. What fails, or is
   * undone, is tried ever less often: a sandbox must not keep its agent busy.
   *
   * @return a socket that is not used any more and to be closed, or null
   */
  @Nullable ListeningSocket serve() {
    ListeningSocket old = null;
    if (file != null && !file.isThere()) {
      old = stop();
      triedNs = System.nanoTime(); // Whoever removes the directory gets the time to end it.
    }
    long pauseNs = tries == 0 ? 0 : FIRST_PAUSE_NS << Math.min(tries - 1, MOST_DOUBLINGS);
    long sinceNs = System.nanoTime() - triedNs;
    if (file == null && sinceNs >= pauseNs) {
      tries = sinceNs >= FIRST_PAUSE_NS << (MOST_DOUBLINGS + 1) ? 1 : tries + 1;
      listen();
      triedNs = System.nanoTime();
    }
    return old;
  }

  private void listen() {
    String address = "hvsock://" + location.path() + "#" + location.port();
    try {
      file = new SocketFile(address, location.arrival());
      failing = false;
    } catch (SystemCallException | ConfigException | IllegalArgumentException failure) {
      if (!failing) {
        LOG.log(
            Logger.Level.WARNING,
            "cannot serve a sandbox address={0} reason={1} (trying on)",
            address,
            failure.getMessage());
      }
      failing = true;
    }
  }

  /** Removes the socket's file; the socket itself is the caller's to close. */
  @Nullable ListeningSocket stop() {
    SocketFile old = file;
    file = null;
    if (old == null) {
      return null;
    }
    old.remove();
    return old.socket();
  }
}
