package dev.vaccel.api.spi;

import java.lang.foreign.MemorySegment;

/** A call that is being made by a generated stub. Confined to the calling thread. */
public interface OutgoingCall extends ArgumentWriter, AutoCloseable {
  /**
   * Says where the next out or in-out segment of the reply goes. In the order of the description.
   *
   * @param destination at least {@code lengthBytes} long, writable
   */
  void receiveInto(MemorySegment destination, long lengthBytes);

  /**
   * Sends the call and waits for its reply.
   *
   * @return reader of the returned value
   */
  ArgumentReader invoke();

  /** Ends the call; what the reader returned as segments stays valid. */
  @Override
  void close();
}
