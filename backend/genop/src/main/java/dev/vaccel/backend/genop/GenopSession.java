package dev.vaccel.backend.genop;

import dev.vaccel.api.exec.GenopApi;
import dev.vaccel.api.spi.BackendSession;

/** One session's share: nothing of its own. Calls come one at a time. */
final class GenopSession implements BackendSession {
  private final GenopOperations operations;
  private boolean closed;

  GenopSession(GenopOperations operations) {
    this.operations = operations;
  }

  @Override
  public <T> T api(Class<T> api) {
    if (closed) {
      throw GenopErrors.closed();
    }
    if (api != GenopApi.class) {
      throw GenopErrors.unknownApi(api);
    }
    return api.cast(operations);
  }

  @Override
  public void close() {
    closed = true;
  }
}
