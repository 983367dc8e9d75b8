package dev.vaccel.backend.genop;

import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.util.List;

/** What all sessions share: upstream's numbers and those of described operations. Thread-safe. */
final class GenopBackend implements Backend {
  private final OperationTable table;
  private final DescribedOperations described;

  GenopBackend(boolean exec) {
    table = new OperationTable(exec);
    described = new DescribedOperations(exec);
  }

  @Override
  public String version() {
    return "every described operation, and upstream's numbers of 0.8";
  }

  @Override
  public List<Device> devices() {
    return List.of(Device.CPU);
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    return new GenopSession(new GenopOperations(table, described, context));
  }

  @Override
  public void close() {}
}
