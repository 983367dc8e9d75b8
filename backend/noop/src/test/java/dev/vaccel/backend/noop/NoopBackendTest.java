package dev.vaccel.backend.noop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.SessionContext;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NoopBackendTest {
  private final Backend backend = new NoopBackendProvider().open(BackendSettings.NONE);
  private final BackendSession session = backend.openSession(new NoContext());
  private final NoopApi api = session.api(NoopApi.class);

  @AfterEach
  void close() {
    session.close();
    backend.close();
  }

  @Test
  void isProvidedAsAServiceOnEitherPath() throws IOException {
    var provided = NoopBackendProvider.class.getModule().getDescriptor().provides();
    assertEquals(1, provided.size());
    var service = provided.iterator().next();
    assertEquals(BackendProvider.class.getName(), service.service());
    assertEquals(List.of(NoopBackendProvider.class.getName()), service.providers());
    String file = "/META-INF/services/" + BackendProvider.class.getName();
    try (var content = Objects.requireNonNull(NoopBackendTest.class.getResourceAsStream(file))) {
      assertEquals(
          NoopBackendProvider.class.getName(),
          new String(content.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }

  @Test
  void coversEveryOperationOfItsApiAndNoOther() {
    var capabilities = new NoopBackendProvider().capabilities();
    assertEquals(1, capabilities.size());
    assertTrue(capabilities.getFirst().covers(NoopApi.class, "noop"));
    assertTrue(capabilities.getFirst().covers(NoopApi.class, "echo"));
    assertFalse(capabilities.getFirst().covers(BlasApi.class, "sgemm"));
    assertEquals("cpu:0", backend.devices().getFirst().id());
  }

  @Test
  void echoCopiesBetweenHeapAndNativeMemory() {
    long seed = 20261101;
    byte[] content = new byte[100_003];
    new Random(seed).nextBytes(content);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment off = arena.allocate(content.length);
      api.echo(MemorySegment.ofArray(content), off);
      MemorySegment back = MemorySegment.ofArray(new byte[content.length]);
      api.echo(off, back);
      assertArrayEquals(content, back.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void echoLeavesTheRestOfALargerOutputAlone() {
    MemorySegment output = MemorySegment.ofArray(new byte[] {9, 9, 9, 9});
    api.echo(MemorySegment.ofArray(new byte[] {1, 2}), output);
    assertArrayEquals(new byte[] {1, 2, 9, 9}, output.toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void echoTakesEmptyMemory() {
    MemorySegment output = MemorySegment.ofArray(new byte[] {7});
    api.echo(MemorySegment.ofArray(new byte[0]), output);
    assertArrayEquals(new byte[] {7}, output.toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void echoRefusesASmallerOutputAndWritesNothing() {
    byte[] output = {5, 5};
    var error =
        assertThrows(
            InvalidArgumentException.class,
            () -> api.echo(MemorySegment.ofArray(new byte[3]), MemorySegment.ofArray(output)));
    assertEquals(ErrorCode.SIZE_MISMATCH, error.code());
    assertEquals("echo of 3 bytes: output has 2, expected at least as many", error.getMessage());
    assertArrayEquals(new byte[] {5, 5}, output);
  }

  @Test
  void echoRefusesAReadOnlyOutput() {
    MemorySegment output = MemorySegment.ofArray(new byte[3]).asReadOnly();
    var error =
        assertThrows(
            InvalidArgumentException.class,
            () -> api.echo(MemorySegment.ofArray(new byte[3]), output));
    assertEquals(ErrorCode.INVALID_ARGUMENT, error.code());
  }

  @Test
  void refusesAnApiThatItDoesNotHave() {
    var error = assertThrows(UnsupportedException.class, () -> session.api(BlasApi.class));
    assertEquals(ErrorCode.UNKNOWN_API, error.code());
  }

  @Test
  void closesTwiceAndThenRefuses() {
    session.close();
    session.close();
    var error = assertThrows(ResourceException.class, () -> session.api(NoopApi.class));
    assertEquals(ErrorCode.CLOSED, error.code());
  }

  /** Nothing of the context is used. */
  private record NoContext() implements SessionContext {
    @Override
    public Path resource(ResourceId id) {
      throw new AssertionError("asked for resource " + id);
    }

    @Override
    public <T> T api(Class<T> api) {
      throw new AssertionError("asked for " + api);
    }

    @Override
    public long newHandle() {
      throw new AssertionError("asked for a handle");
    }

    @Override
    public void dropHandle(long handle) {
      throw new AssertionError("dropped handle " + handle);
    }
  }
}
