package dev.vaccel.backend.exec;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.spi.SessionContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A session that has registered some files. */
final class FileContext implements SessionContext {
  private final Map<ResourceId, Path> files = new HashMap<>();

  ResourceId register(Path file) {
    var id = new ResourceId("%064x".formatted(0xabc0L + files.size()));
    files.put(id, file);
    return id;
  }

  void unregister(ResourceId id) {
    files.remove(id);
  }

  @Override
  public Path resource(ResourceId id) {
    Path file = files.get(id);
    if (file == null) {
      throw new ResourceException(ErrorCode.NOT_FOUND, "resource " + id.shortName());
    }
    return file;
  }

  @Override
  public <T> T api(Class<T> api) {
    throw new AssertionError("asked for " + api);
  }

  @Override
  public long newHandle() {
    throw new AssertionError("asked for a handle");
  }

  @Override
  public void dropHandle(long handle) {
    throw new AssertionError("dropped handle " + handle);
  }
}
