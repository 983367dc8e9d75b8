package dev.vaccel.backend.noop;

import dev.vaccel.api.NoopApi;
import dev.vaccel.api.spi.BackendSession;

/** One session's share. Calls come one at a time, so plain fields do. */
final class NoopSession implements BackendSession {
  private final NoopOperations operations = new NoopOperations();
  private boolean closed;

  @Override
  public <T> T api(Class<T> api) {
    if (closed) {
      throw NoopErrors.closed();
    }
    if (api != NoopApi.class) {
      throw NoopErrors.unknownApi(api);
    }
    return api.cast(operations);
  }

  @Override
  public void close() {
    closed = true;
  }
}
