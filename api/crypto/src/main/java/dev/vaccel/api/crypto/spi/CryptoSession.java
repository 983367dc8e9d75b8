package dev.vaccel.api.crypto.spi;

import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.SessionContext;

/** One session's keys and digests. Calls come one at a time. */
public final class CryptoSession implements BackendSession {
  private final String backend;
  private final CryptoCalls calls;
  private boolean closed;

  /**
   * Opens a session.
   *
   * @param backend name of the back end, for messages
   * @param engine this session's own
   */
  public CryptoSession(String backend, SessionContext context, CryptoEngine engine) {
    this.backend = backend;
    this.calls = new CryptoCalls(context, engine);
  }

  @Override
  public <T> T api(Class<T> api) {
    if (closed) {
      throw CryptoErrors.closed();
    }
    if (api != CryptoApi.class) {
      throw CryptoErrors.unknownApi(backend, api);
    }
    return api.cast(calls);
  }

  @Override
  public void close() {
    closed = true;
    calls.close();
  }
}
