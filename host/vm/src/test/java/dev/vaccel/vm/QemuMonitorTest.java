package dev.vaccel.vm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class QemuMonitorTest {
  // As QEMU 7.2 says it.
  private static final String CONNECTED =
      "{\"return\": [{\"frontend-open\": false, \"filename\": \"unix:\", \"label\": \"vsock\"},"
          + " {\"frontend-open\": true, \"filename\": \"stdio\", \"label\": \"console\"}]}";

  @Test
  void knowsWhetherADeviceIsConnected() {
    assertTrue(QemuMonitor.isConnected(CONNECTED, "vsock"));
    String left = CONNECTED.replace("unix:", "disconnected:unix:/x.sock");
    assertFalse(QemuMonitor.isConnected(left, "vsock"));
    assertTrue(QemuMonitor.isConnected(left, "console"));
  }

  @Test
  void aPathIsNoLabel() {
    String odd =
        CONNECTED.replace("\"stdio\"", "\"disconnected:unix:/{\\\"label\\\": \\\"vsock\\\"\"");
    assertTrue(QemuMonitor.isConnected(odd, "vsock"));
  }
}
