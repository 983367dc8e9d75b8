package dev.vaccel.runtime;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.spi.SessionContext;
import java.nio.file.Path;

/**
 * What one back end sees of a session.
 *
 * @param session the session
 * @param owner the back end
 */
record BackendContext(LocalSession session, OpenBackend owner) implements SessionContext {
  @Override
  public Path resource(ResourceId id) {
    return session.resource(id);
  }

  @Override
  public <T> T api(Class<T> api) {
    return session.api(api);
  }

  @Override
  public long newHandle() {
    return session.handles().create(owner);
  }

  @Override
  public void dropHandle(long handle) {
    session.handles().drop(handle);
  }
}
