package dev.vaccel.backend.genop;

import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.util.List;

/** What all sessions share: the map. Thread-safe. */
final class GenopBackend implements Backend {
  private final OperationTable table;

  GenopBackend(boolean exec) {
    table = new OperationTable(exec);
  }

  @Override
  public String version() {
    return "upstream's numbers of 0.8";
  }

  @Override
  public List<Device> devices() {
    return List.of(Device.CPU);
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    return new GenopSession(new GenopOperations(table, context));
  }

  @Override
  public void close() {}
}
