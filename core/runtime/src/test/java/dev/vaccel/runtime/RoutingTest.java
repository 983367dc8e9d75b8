package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.Transpose;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.Capability;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which back end a call goes to, and what is said when there is none. */
class RoutingTest {
  private final FakeBackend low = FakeBackend.of("low", 1);
  private final FakeBackend high = FakeBackend.of("high", 2);
  private LocalRuntime runtime = LocalRuntime.open(List.of(low, high), Set.of(), Map.of());
  @TempDir Path directory;

  @AfterEach
  void close() {
    runtime.close();
  }

  private Session session(String... backends) {
    return runtime.openSession(new SessionOptions(List.of(backends)));
  }

  private void reopen(BackendProvider... providers) {
    runtime.close();
    runtime = LocalRuntime.open(List.of(providers), Set.of(), Map.of());
  }

  private Path model() throws IOException {
    return Files.writeString(directory.resolve("model"), "content");
  }

  @Test
  void theHigherPreferenceTakesTheCall() {
    try (Session session = session()) {
      session.api(NoopApi.class).noop();
    }
    assertTrue(high.events.contains("noop"));
    assertEquals(List.of("open"), low.events);
  }

  @Test
  void aSessionMayAskForABackEnd() {
    try (Session session = session("low")) {
      session.api(NoopApi.class).noop();
    }
    assertTrue(low.events.contains("noop"));
    ConfigException failure = assertThrows(ConfigException.class, () -> session("other"));
    assertEquals(ErrorCode.NO_BACKEND, failure.code());
    assertEquals("back end 'other': expected one of high, low", failure.getMessage());
  }

  @Test
  void theNextOneTakesWhatTheFirstDoesNotHave() {
    FakeBackend half = new FakeBackend("half", 9, new Capability(NoopApi.class, Set.of("echo")));
    reopen(low, half);
    try (Session session = session()) {
      session.api(NoopApi.class).noop();
    }
    assertTrue(low.events.contains("noop"));
    assertEquals(List.of("open"), half.events);
  }

  @Test
  void withNoMatchEachBackEndIsListedWithItsReason() throws IOException {
    low.refusal = "is no model of mine";
    high.refusal = "is too old";
    try (Session session = session()) {
      ResourceId model = session.register(model());
      TensorApi tensor = session.api(TensorApi.class);
      UnsupportedException failure =
          assertThrows(UnsupportedException.class, () -> tensor.load(model));
      assertEquals(ErrorCode.NO_BACKEND, failure.code());
      assertEquals(
          "no back end for tensor.load (high: is too old; low: is no model of mine)",
          failure.getMessage());
      low.refusal = "";
      tensor.load(model);
      assertTrue(low.events.contains("load model"));
    }
  }

  @Test
  void anUnavailableBackEndIsNotReplacedInSilence() {
    FakeBackend absent = new FakeBackend("gpu", 5, Capability.all(NoopApi.class));
    absent.failsToOpen = new UnsupportedException(ErrorCode.NO_BACKEND, "no device");
    reopen(absent);
    try (Session session = session()) {
      NoopApi noop = session.api(NoopApi.class);
      UnsupportedException failure = assertThrows(UnsupportedException.class, noop::noop);
      assertEquals("no back end for noop.noop (gpu: no device)", failure.getMessage());
      BlasApi blas = session.api(BlasApi.class);
      MemorySegment none = MemorySegment.ofArray(new float[0]);
      failure =
          assertThrows(
              UnsupportedException.class,
              () ->
                  blas.sgemm(
                      Transpose.NONE, Transpose.NONE, 0, 0, 0, 1, none, 1, none, 1, 0, none, 1));
      assertEquals("no back end for blas.sgemm among [gpu]", failure.getMessage());
    }
  }

  @Test
  void aHandleLeadsToTheBackEndThatMadeIt() throws IOException {
    high.refusal = "not mine";
    try (Session session = session()) {
      ResourceId model = session.register(model());
      TensorApi tensor = session.api(TensorApi.class);
      ModelHandle handle = tensor.load(model);
      assertEquals("low", tensor.describe(handle).backend());
      tensor.unload(handle);
      assertNotFound(() -> tensor.describe(handle));
    }
  }

  @Test
  void aHandleOfAnotherSessionIsNotFound() throws IOException {
    try (Session one = session();
        Session two = session()) {
      ResourceId model = one.register(model());
      ModelHandle handle = one.api(TensorApi.class).load(model);
      TensorApi other = two.api(TensorApi.class);
      assertNotFound(() -> other.describe(handle));
      assertNotFound(() -> other.unload(handle));
      assertNotFound(() -> other.load(model));
      assertNotFound(() -> other.describe(new ModelHandle(0)));
      one.api(TensorApi.class).describe(handle);
    }
  }

  private static void assertNotFound(Runnable call) {
    assertEquals(ErrorCode.NOT_FOUND, assertThrows(ResourceException.class, call::run).code());
  }

  @Test
  void anInterfaceThatIsNotDescribedIsRefused() {
    try (Session session = session()) {
      UnsupportedException failure =
          assertThrows(UnsupportedException.class, () -> session.api(Runnable.class));
      assertEquals(ErrorCode.UNKNOWN_API, failure.code());
    }
  }

  @Test
  void aBackEndThatCannotEvenBeLinkedDoesNotKeepTheSession() throws Exception {
    high.failsToOpenSession = new UnsatisfiedLinkError("no such library");
    try (Session session = session()) {
      NoopApi noop = session.api(NoopApi.class);
      assertThrows(UnsatisfiedLinkError.class, noop::noop);
      high.failsToOpenSession = null;
      // From another thread: the lock must be free.
      dev.vaccel.testing.Background.run(noop::noop).await();
    }
  }
}
