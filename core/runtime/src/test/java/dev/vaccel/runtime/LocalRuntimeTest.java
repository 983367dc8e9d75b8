package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.OperationStatus;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which back ends a runtime opens, and how it closes them. */
class LocalRuntimeTest {
  private final FakeBackend first = FakeBackend.of("first", 10);
  private final FakeBackend second = FakeBackend.of("second", 20);

  private LocalRuntime open(String... names) {
    return LocalRuntime.open(List.of(first, second), Set.of(names), Map.of());
  }

  @Test
  void opensAllOrThoseThatAreNamed() {
    open().close();
    open("second").close();
    assertEquals(List.of("open", "close"), first.events);
    assertEquals(List.of("open", "close", "open", "close"), second.events);
  }

  @Test
  void anUnknownNameIsAnErrorThatListsTheKnownOnes() {
    ConfigException failure = assertThrows(ConfigException.class, () -> open("third"));
    assertEquals(ErrorCode.NO_BACKEND, failure.code());
    assertEquals("back end 'third': expected one of first, second", failure.getMessage());
    failure =
        assertThrows(
            ConfigException.class,
            () ->
                LocalRuntime.open(List.of(first), Set.of(), Map.of("thrid", BackendSettings.NONE)));
    assertTrue(failure.getMessage().contains("'thrid'"), failure.getMessage());
    assertEquals(List.of(), first.events);
  }

  @Test
  void aSettingThatCannotBeUsedStopsTheRuntimeAndLeavesNothingOpen() {
    second.failsToOpen = new ConfigException(ErrorCode.INVALID_CONFIG, "threads=-1");
    assertThrows(ConfigException.class, this::open);
    assertEquals(List.of("open", "close"), first.events);
  }

  @Test
  void whatIsUnavailableIsListedWithTheReason() {
    second.failsToOpen = new UnsupportedException(ErrorCode.NO_BACKEND, "no device");
    FakeBackend broken = FakeBackend.of("broken", 5);
    broken.failsToOpen = new IllegalStateException("bad luck");
    List<BackendProvider> providers = List.of(first, second, broken);
    try (LocalRuntime runtime = LocalRuntime.open(providers, Set.of(), Map.of());
        LocalSession session = runtime.openSession(SessionOptions.DEFAULT)) {
      List<String> noop = new ArrayList<>();
      for (OperationStatus row : session.operations()) {
        if (row.api().equals("noop") && row.operation().equals("noop")) {
          noop.add(row.backend() + " " + row.device() + " " + row.available() + " " + row.detail());
        }
      }
      assertEquals(
          List.of(
              "second - false no device",
              "first cpu:0 true 1.2.3",
              "broken - false failed to open: java.lang.IllegalStateException: bad luck"),
          noop);
    }
  }

  @Test
  void allAreClosedThoughOneFails() {
    second.failsToClose = new IllegalStateException("stuck");
    open().close();
    assertTrue(first.events.contains("close"));
    assertTrue(second.events.contains("close"));
  }
}
