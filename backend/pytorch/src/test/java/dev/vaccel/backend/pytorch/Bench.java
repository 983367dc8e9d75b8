package dev.vaccel.backend.pytorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.SessionContext;
import dev.vaccel.backend.tensor.TensorBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.function.Executable;

/** A back end with one session and a folder of resources, as a runtime would give it. */
final class Bench implements SessionContext, AutoCloseable {
  private final Map<ResourceId, Path> resources = new ConcurrentHashMap<>();
  private final AtomicLong handles = new AtomicLong(1000);
  private final Path folder;
  final TensorBackend backend;
  final BackendSession session;

  Bench(Path folder, Map<String, String> settings) {
    this.folder = folder;
    this.backend = (TensorBackend) new PytorchBackendProvider().open(new BackendSettings(settings));
    this.session = backend.openSession(this);
  }

  Bench(Path folder) {
    this(folder, Map.of());
  }

  TensorApi tensors() {
    return session.api(TensorApi.class);
  }

  /** Registers content as a store does: under its hash, without its name. */
  ResourceId add(byte[] content) throws IOException {
    try {
      ResourceId id = ResourceId.of(MessageDigest.getInstance("SHA-256").digest(content));
      Path file = folder.resolve(id.sha256());
      Files.write(file, content);
      resources.put(id, file);
      return id;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Registers a directory under an id that its path alone decides. */
  ResourceId addDirectory(Path directory) {
    byte[] hash = new byte[ResourceId.BYTES];
    ByteBuffer.wrap(hash).putInt(directory.toString().hashCode());
    ResourceId id = ResourceId.of(hash);
    resources.put(id, directory);
    return id;
  }

  @Override
  public Path resource(ResourceId id) {
    return Optional.ofNullable(resources.get(id))
        .orElseThrow(() -> new ResourceException(ErrorCode.NOT_FOUND, "no resource " + id));
  }

  @Override
  public <T> T api(Class<T> api) {
    return session.api(api);
  }

  @Override
  public long newHandle() {
    return handles.incrementAndGet();
  }

  @Override
  public void dropHandle(long handle) {}

  @Override
  public void close() {
    session.close();
    backend.close();
  }

  static void assertFails(ErrorCode code, Executable action, String... parts) {
    VaccelException failure = assertThrows(VaccelException.class, action);
    assertEquals(code, failure.code(), failure.getMessage());
    for (String part : parts) {
      assertTrue(
          failure.getMessage().contains(part), () -> part + " not in: " + failure.getMessage());
    }
  }
}
