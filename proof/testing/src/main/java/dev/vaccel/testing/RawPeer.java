package dev.vaccel.testing;

import java.io.IOException;

/** A peer that is no {@code Link}, for what links never do. Confined to one thread. */
public interface RawPeer extends AutoCloseable {
  /** Sends the bytes at once, not together with later ones. */
  void write(byte[] bytes) throws IOException;

  /** Receives at least one byte; -1 at the end. */
  int read(byte[] bytes) throws IOException;

  /** Says that nothing follows, and goes on reading. */
  void endOutput() throws IOException;

  /** Goes without a word, as a killed machine does (where the carrier can tell: a reset). */
  void vanish() throws IOException;

  @Override
  void close() throws IOException;
}
