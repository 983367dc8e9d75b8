package dev.vaccel.backend.opencl;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ConfigException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.array.ArrayApi;
import dev.vaccel.api.program.ProgramApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import java.util.ArrayList;
import java.util.List;

/** Entry point of the back end {@code opencl}. Settings: {@link OpenclSettings}. */
public final class OpenclBackendProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public OpenclBackendProvider() {}

  @Override
  public String name() {
    return "opencl";
  }

  @Override
  public String summary() {
    return "products, array operations and programs on OpenCL devices";
  }

  /** Below {@code blas}: on a processor OpenBLAS is faster. Who wants a GPU names this one. */
  @Override
  public int preference() {
    return 40;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(
        Capability.all(BlasApi.class),
        Capability.all(ArrayApi.class),
        Capability.all(ProgramApi.class));
  }

  /**
   * Looks for a library and names of drivers, which are loaded later, and opens the back end.
   *
   * @throws UnsupportedException if there is no library, no device, or no access to native code
   * @throws ConfigException if a setting cannot be used, such as a device that is not there
   */
  @Override
  public Backend open(BackendSettings settings) {
    OpenclSettings known = OpenclSettings.of(settings);
    OpenclLibrary.require(true);
    if (!OpenclLibrary.namesDrivers()) {
      throw OpenclErrors.noDevice();
    }
    OpenclBackend backend = new OpenclBackend(settings, known);
    if (!known.device().isEmpty()) {
      // Who names a device is told now that it is not there.
      var _ = backend.openclDevices();
    }
    return backend;
  }

  /** All devices, the chosen one first. */
  static List<OpenclDevice> devices(String wanted) {
    List<OpenclDevice> devices = OpenclDevice.all();
    if (devices.isEmpty()) {
      throw OpenclErrors.noDevice();
    }
    OpenclDevice chosen =
        wanted.isEmpty()
            ? devices.stream()
                .filter(device -> device.kind().equals("gpu"))
                .findFirst()
                .orElse(devices.getFirst())
            : OpenclDevice.named(wanted, devices);
    List<OpenclDevice> ordered = new ArrayList<>(devices);
    ordered.remove(chosen);
    ordered.addFirst(chosen);
    return List.copyOf(ordered);
  }
}
