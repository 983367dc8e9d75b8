package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.SessionContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.function.Executable;

/** A session with the image back end on some tensor API, as a runtime would give it. */
final class Bench implements SessionContext, AutoCloseable {
  private final Map<ResourceId, Path> resources = new HashMap<>();
  private final AtomicLong handles = new AtomicLong();
  private final Backend backend = new ImageBackendProvider().open(BackendSettings.NONE);
  private final BackendSession session;
  private TensorApi tensors;

  Bench(TensorApi tensors) {
    this.tensors = tensors;
    this.session = backend.openSession(this);
  }

  /** On a real back end, which needs this context itself. */
  void use(TensorApi otherTensors) {
    tensors = otherTensors;
  }

  ImageApi images() {
    return session.api(ImageApi.class);
  }

  BackendSession session() {
    return session;
  }

  ResourceId add(Path resource) {
    ResourceId id = new ResourceId(String.format("%064x", resources.size() + 1));
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
    return api.cast(tensors);
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

  static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      assertTrue(ImageIO.write(image, format, out), format);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
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
