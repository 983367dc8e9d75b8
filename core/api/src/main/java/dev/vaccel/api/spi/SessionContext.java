package dev.vaccel.api.spi;

import dev.vaccel.api.ResourceId;
import java.nio.file.Path;

/** What a session offers to the back ends that serve it. Thread-safe. */
public interface SessionContext {
  /**
   * Where a resource of this session lies. Read only; valid until the session closes.
   *
   * @throws dev.vaccel.api.ResourceException NOT_FOUND if the session did not register it
   */
  Path resource(ResourceId id);

  /** An API of the same session, for a back end that builds on another. */
  <T> T api(Class<T> api);

  /** A new handle that leads calls to the asking back end; not guessable. */
  long newHandle();

  /** Forgets a handle. */
  void dropHandle(long handle);
}
