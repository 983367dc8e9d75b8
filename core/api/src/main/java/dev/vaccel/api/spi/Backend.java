package dev.vaccel.api.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An open back end, shared by all sessions. Thread-safe. */
public interface Backend extends AutoCloseable {
  /** Version of the framework or library in use, for listings. */
  String version();

  /** What it computes on, at least one. */
  List<Device> devices();

  /**
   * Why this back end cannot work on a resource (a model of another format, say).
   *
   * @param resource file or directory
   * @return the reason; empty if it may
   */
  default Optional<String> refuses(OperationDescription operation, Path resource) {
    return Optional.empty();
  }

  /** Opens what one session needs. */
  BackendSession openSession(SessionContext context);

  /** Frees the back end; sessions are closed before. Idempotent. */
  @Override
  void close();
}
