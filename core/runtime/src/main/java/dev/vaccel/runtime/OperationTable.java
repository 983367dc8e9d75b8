package dev.vaccel.runtime;

import dev.vaccel.api.OperationStatus;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.OperationDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The table operations × back ends × devices. */
final class OperationTable {
  private OperationTable() {}

  static List<OperationStatus> of(ApiBindings bindings, List<OpenBackend> backends) {
    List<OperationStatus> rows = new ArrayList<>();
    for (ApiBinding<?> binding : bindings.all()) {
      for (OperationDescription operation : binding.description().operations()) {
        for (OpenBackend open : backends) {
          boolean has =
              open.provider().capabilities().stream()
                  .anyMatch(c -> c.covers(binding.type(), operation.name()));
          if (has) {
            rows.add(row(operation, open));
          }
        }
      }
    }
    return rows;
  }

  private static OperationStatus row(OperationDescription operation, OpenBackend open) {
    Backend backend = open.backend();
    String devices =
        backend == null
            ? "-"
            : backend.devices().stream().map(Device::id).collect(Collectors.joining(","));
    return new OperationStatus(
        operation.api(),
        operation.name(),
        open.name(),
        devices,
        backend != null,
        backend == null ? open.reason() : backend.version());
  }
}
