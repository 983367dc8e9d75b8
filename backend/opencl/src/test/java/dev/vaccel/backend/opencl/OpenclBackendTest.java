package dev.vaccel.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.array.ArrayApi;
import dev.vaccel.api.spi.BackendSession;
import org.junit.jupiter.api.Test;

/** Devices, settings, lifetimes. */
class OpenclBackendTest {
  @Test
  void listsDevicesByKindAndNumber() {
    try (OpenclBackend backend = Devices.open()) {
      assertTrue(backend.devices().getFirst().id().startsWith("opencl:"));
      assertTrue(
          backend.devices().getFirst().name().matches("(cpu|gpu|accelerator|other) .*"),
          backend.devices().toString());
      assertTrue(!backend.version().isEmpty());
    }
  }

  @Test
  void aDeviceIsChosenByNumberOrName() {
    try (OpenclBackend backend = Devices.open()) {
      OpenclDevice first = backend.openclDevices().getFirst();
      String platform = first.platformName().substring(0, 5).toUpperCase(java.util.Locale.ROOT);
      for (String wanted :
          new String[] {
            first.platformNumber() + ":" + first.numberInPlatform(),
            platform,
            platform + ":",
            ":" + first.name(),
            first.platformName() + ":" + first.numberInPlatform()
          }) {
        try (OpenclBackend chosen = Devices.open("device", wanted)) {
          assertEquals(first.id(), chosen.openclDevices().getFirst().id(), wanted);
        }
      }
      for (String wanted : new String[] {"nobody", "0:99", "7", "0:0:0"}) {
        ConfigException e =
            assertThrows(ConfigException.class, () -> Devices.open("device", wanted));
        assertTrue(e.getMessage().contains(wanted), e.getMessage());
        assertTrue(e.getMessage().contains(first.id()), e.getMessage());
      }
    }
  }

  @Test
  void whatIsClosedRefuses() {
    OpenclBackend backend = Devices.open();
    BackendSession session = backend.openSession(new Devices.Files());
    session.api(ArrayApi.class);
    assertThrows(UnsupportedException.class, () -> session.api(NoopApi.class));
    session.close();
    session.close();
    VaccelException e = assertThrows(VaccelException.class, () -> session.api(BlasApi.class));
    assertEquals(ErrorCode.CLOSED, e.code());
    BackendSession late = backend.openSession(new Devices.Files());
    backend.close();
    backend.close();
    e = assertThrows(VaccelException.class, () -> late.api(BlasApi.class));
    assertEquals(ErrorCode.CLOSED, e.code());
  }

  @Test
  void errorsHaveTheirOpenclNames() {
    VaccelException e = OpenclErrors.failed("clFinish", -5);
    assertEquals("clFinish: CL_OUT_OF_RESOURCES (-5)", e.getMessage());
    assertEquals(-5, e.vendorCode());
    assertEquals("clX: OpenCL error (-9999)", OpenclErrors.failed("clX", -9999).getMessage());
  }
}
