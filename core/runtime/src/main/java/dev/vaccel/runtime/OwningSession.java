package dev.vaccel.runtime;

import dev.vaccel.api.CallOptions;
import dev.vaccel.api.OperationStatus;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.UploadListener;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/**
 * A session that closes its runtime with itself.
 *
 * @param session the session
 * @param runtime closed after it
 */
record OwningSession(Session session, LocalRuntime runtime) implements Session {
  @Override
  public <T> T api(Class<T> api, CallOptions options) {
    return session.api(api, options);
  }

  @Override
  public ResourceId register(Path fileOrDirectory, UploadListener listener) {
    return session.register(fileOrDirectory, listener);
  }

  @Override
  public ResourceId model(String name) {
    return session.model(name);
  }

  @Override
  public MemorySegment allocate(long lengthBytes) {
    return session.allocate(lengthBytes);
  }

  @Override
  public List<OperationStatus> operations() {
    return session.operations();
  }

  @Override
  public void close() {
    try {
      session.close();
    } finally {
      runtime.close();
    }
  }
}
