package dev.vaccel.api.spi;

/**
 * One session's share of a back end: its loaded models, handles and buffers. Calls of one session
 * come one at a time, from changing threads.
 */
public interface BackendSession extends AutoCloseable {
  /** The implementation of an API that the provider's capabilities name. */
  <T> T api(Class<T> api);

  /** Frees everything the session owns here. Idempotent; no call is running. */
  @Override
  void close();
}
