package dev.vaccel.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.wire.spi.TransportProvider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SocketTransportProviderTest {
  @Test
  void isFoundFromModulePathAndClassPath() throws IOException {
    Class<?> type = SocketTransportProvider.class;
    boolean inModule =
        type.getModule().getDescriptor().provides().stream()
            .filter(provides -> provides.service().equals(TransportProvider.class.getName()))
            .map(Provides::providers)
            .anyMatch(providers -> providers.contains(type.getName()));
    assertTrue(inModule, "module-info provides it");
    try (InputStream services =
        type.getResourceAsStream("/META-INF/services/" + TransportProvider.class.getName())) {
      assertNotNull(services, "guests without a module path find it too");
      String text = new String(services.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(type.getName(), text.strip());
    }
    assertEquals(
        Set.of("unix", "shm+unix", "tcp", "tls", "vsock", "hvsock"),
        new SocketTransportProvider().schemes());
  }
}
