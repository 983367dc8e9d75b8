package dev.vaccel.testing;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.SessionContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/**
 * A back end of {@code tensor} with one session and a folder of resources, as a runtime would give
 * it.
 *
 * @param <B> the back end's type
 */
public final class TensorBench<B extends Backend> implements SessionContext, AutoCloseable {
  private final Map<ResourceId, Path> resources = new ConcurrentHashMap<>();
  private final AtomicLong handles = new AtomicLong(1000);
  private final Path folder;
  private final B backend;
  private final BackendSession session;
  // The last one ends first.
  private final List<Runnable> beside = new ArrayList<>();

  /** Takes over {@code backend}. */
  public TensorBench(Path folder, B backend) {
    this.folder = folder;
    this.backend = backend;
    this.session = backend.openSession(this);
  }

  /** The back end. */
  public B backend() {
    return backend;
  }

  /** The session. */
  public BackendSession session() {
    return session;
  }

  /** The session's tensor API. */
  public TensorApi tensors() {
    return session.api(TensorApi.class);
  }

  /**
   * Opens a session of a back end that builds on {@code tensor}: with these resources, on this
   * bench's tensors. Takes over {@code other}; both end with the bench.
   */
  public BackendSession beside(Backend other) {
    BackendSession opened = other.openSession(this);
    beside.add(other::close);
    beside.add(opened::close);
    return opened;
  }

  /** Registers content as a store does: under its hash, without its name. */
  public ResourceId add(byte[] content) throws IOException {
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

  /** Registers a file or directory where it is, under an id that its path alone decides. */
  public ResourceId add(Path resource) {
    byte[] hash = new byte[ResourceId.BYTES];
    ByteBuffer.wrap(hash).putInt(resource.toString().hashCode());
    ResourceId id = ResourceId.of(hash);
    resources.put(id, resource);
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
    beside.reversed().forEach(Runnable::run);
    beside.clear();
    session.close();
    backend.close();
  }

  /** The action fails with this code and a message that contains these parts. */
  public static void assertFails(ErrorCode code, Executable action, String... parts) {
    VaccelException failure = Assertions.assertThrows(VaccelException.class, action);
    Assertions.assertEquals(code, failure.code(), failure.getMessage());
    for (String part : parts) {
      Assertions.assertTrue(
          failure.getMessage().contains(part), () -> part + " not in: " + failure.getMessage());
    }
  }
}
