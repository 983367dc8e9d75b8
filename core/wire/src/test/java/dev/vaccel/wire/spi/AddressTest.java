package dev.vaccel.wire.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "unix:///run/agent.sock, unix, /run/agent.sock, unix:///run/agent.sock",
    "unix:/run/agent.sock, unix, /run/agent.sock, unix:///run/agent.sock",
    "unix:@name, unix, @name, unix:@name",
    "unix://@name, unix, @name, unix:@name",
    "TCP://host:1, tcp, host:1, tcp://host:1",
    "tcp://[::1]:5, tcp, [::1]:5, tcp://[::1]:5",
    "hvsock:///uds#7, hvsock, /uds#7, hvsock:///uds#7",
    "serial:///dev/vport0p1, serial, /dev/vport0p1, serial:///dev/vport0p1",
    "shm+unix:///p, shm+unix, /p, shm+unix:///p",
  })
  void readsTheFormsThatExist(String text, String scheme, String location, String written) {
    Address address = Address.parse(text);
    assertEquals(new Address(scheme, location), address);
    assertEquals(written, address.toString());
    assertEquals(address, Address.parse(written));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "unix", "unix:", "unix://", "://x", "/path", "host"})
  void othersAreRefusedWithTheForms(String text) {
    ConfigException e = assertThrows(ConfigException.class, () -> Address.parse(text));
    assertTrue(e.getMessage().contains("unix:///path"), e.getMessage());
  }

  @Test
  void doubledSlashesAreKept() {
    Address address = Address.parse("unix:////odd//path");
    assertEquals("//odd//path", address.location());
    assertEquals(address, Address.parse(address.toString()));
  }
}
