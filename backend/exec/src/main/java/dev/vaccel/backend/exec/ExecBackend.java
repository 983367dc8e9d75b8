package dev.vaccel.backend.exec;

import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.SessionContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What all sessions share: the settings. Thread-safe. */
final class ExecBackend implements Backend {
  private final ExecSettings settings;

  ExecBackend(ExecSettings settings) {
    this.settings = settings;
  }

  @Override
  public String version() {
    return "built in (" + System.getProperty("os.arch") + ")";
  }

  @Override
  public List<Device> devices() {
    return List.of(Device.CPU);
  }

  @Override
  public Optional<String> refuses(OperationDescription operation, Path resource) {
    return Files.isDirectory(resource)
        ? Optional.of("a directory; expected one shared object file")
        : Optional.empty();
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    return new ExecSession(new Libraries(context, settings), settings);
  }

  @Override
  public void close() {}
}
