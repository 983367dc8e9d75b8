package dev.vaccel.backend.opencl;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.array.ArrayApi;
import java.util.function.Consumer;

/** Where a device computes: in the host's memory, as processors do, or in its own, as others do. */
enum Where {
  IN_PLACE,
  COPIED;

  void products(Consumer<BlasApi> test) {
    try (OpenclBackend backend = Devices.open();
        DeviceSession device = backend.openDevice()) {
      test.accept(new BlasOperations(device, this == IN_PLACE && device.device().cpu()));
    }
  }

  void arrays(Consumer<ArrayApi> test) {
    try (OpenclBackend backend = Devices.open();
        DeviceSession device = backend.openDevice()) {
      test.accept(new ArrayOperations(device, this == IN_PLACE && device.device().cpu()));
    }
  }
}
