package dev.vaccel.backend.opencl;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.SessionContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * The back end that tests use; skips them where there is no device, fails where that is not
 * allowed.
 */
final class Devices {
  static final Path CACHE = Path.of("target/opencl-cache").toAbsolutePath();

  private Devices() {}

  static OpenclBackend open(String... settings) {
    Map<String, String> values = new HashMap<>(Map.of("cache", CACHE.toString()));
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    try {
      var backend = (OpenclBackend) new OpenclBackendProvider().open(new BackendSettings(values));
      var _ = backend.openclDevices();
      return backend;
    } catch (UnsupportedException e) {
      if (!"1".equals(System.getenv("VACCEL_REQUIRE_ALL"))) {
        Assumptions.abort(e.getMessage());
      }
      throw e;
    }
  }

  /** A session whose resources are files. */
  static final class Files implements SessionContext {
    private final Map<ResourceId, Path> files = new HashMap<>();
    private long handles = 4711;

    ResourceId add(Path file) {
      ResourceId id = new ResourceId("%064x".formatted(files.size() + 1));
      files.put(id, file);
      return id;
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
      throw new AssertionError(api);
    }

    @Override
    public long newHandle() {
      return handles++;
    }

    @Override
    public void dropHandle(long handle) {}
  }
}
