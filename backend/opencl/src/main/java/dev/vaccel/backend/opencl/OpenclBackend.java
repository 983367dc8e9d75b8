package dev.vaccel.backend.opencl;

import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all sessions share: the devices, the context of the chosen one. Thread-safe. */
final class OpenclBackend implements Backend {
  private final BackendSettings given;
  private final OpenclSettings settings;
  private final List<OpenclDevice> devices;
  private @Nullable DeviceContext context;
  private boolean closed;

  /**
   * Opens it.
   *
   * @param given the settings as they were written
   * @param devices all of them, the chosen one first
   */
  OpenclBackend(BackendSettings given, OpenclSettings settings, List<OpenclDevice> devices) {
    this.given = given;
    this.settings = settings;
    this.devices = devices;
  }

  @Override
  public String version() {
    return devices.getFirst().driver();
  }

  @Override
  public List<Device> devices() {
    List<Device> listed = new ArrayList<>();
    devices.forEach(device -> listed.add(device.listed()));
    return List.copyOf(listed);
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
              devices.getFirst(), new ProgramCache(settings.cache(), settings.maxCacheBytes()));
    }
    return new DeviceSession(context, settings.maxCallBytes());
  }

  /** The chosen one first. */
  List<OpenclDevice> openclDevices() {
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
