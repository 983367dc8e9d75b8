package dev.vaccel.backend.opencl;

import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions share: the devices, the context of the chosen one. Drivers are loaded when the
 * first session or listing asks: PoCL takes 70 MB, which an agent that never uses it should not
 * have. Thread-safe.
 */
final class OpenclBackend implements Backend {
  private final BackendSettings given;
  private final OpenclSettings settings;
  private List<OpenclDevice> devices = List.of();
  private @Nullable DeviceContext context;
  private boolean closed;

  /**
   * Opens it.
   *
   * @param given the settings as they were written
   */
  OpenclBackend(BackendSettings given, OpenclSettings settings) {
    this.given = given;
    this.settings = settings;
  }

  @Override
  public String version() {
    try {
      return openclDevices().getFirst().driver();
    } catch (UnsupportedException e) {
      return e.getMessage();
    }
  }

  @Override
  public List<Device> devices() {
    try {
      return openclDevices().stream().map(OpenclDevice::listed).toList();
    } catch (UnsupportedException e) {
      // A driver's file is there, and the driver finds nothing: who calls is told the same.
      return List.of(new Device("opencl:none", e.getMessage(), 0));
    }
  }

  @Override
  public BackendSession openSession(SessionContext sessionContext) {
    return new OpenclSession(this, sessionContext);
  }

  /** A session on the chosen device. */
  synchronized DeviceSession openDevice() {
    if (closed) {
      throw OpenclErrors.closed();
    }
    if (context == null) {
      context =
          new DeviceContext(
              openclDevices().getFirst(),
              new ProgramCache(settings.cache(), settings.maxCacheBytes()));
    }
    return new DeviceSession(context, settings.maxCallBytes());
  }

  /**
   * The chosen one first.
   *
   * @throws UnsupportedException if there is none
   */
  synchronized List<OpenclDevice> openclDevices() {
    if (devices.isEmpty()) {
      devices = OpenclBackendProvider.devices(settings.device());
    }
    return devices;
  }

  /** How to start a process for programs. */
  ProcessBuilder workerCommand() {
    return WorkerCommand.of(given.values());
  }

  OpenclSettings settings() {
    return settings;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (context != null) {
        context.close();
      }
    }
  }
}
