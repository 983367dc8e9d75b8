package dev.vaccel.backend.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ExecApi;
import dev.vaccel.api.ExecArgument;
import dev.vaccel.api.ExecKind;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.OperationDescription;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that fail: libraries, symbols, arguments and sizes. */
class ExecErrorTest {
  private static final String SOURCE = "int one(void) { return 1; }";

  @TempDir Path directory;
  private final FileContext context = new FileContext();
  private final BackendSession session =
      new ExecBackendProvider()
          .open(new BackendSettings(Map.of("max-buffer-bytes", "1000", "max-total-bytes", "1500")))
          .openSession(context);
  private final ExecApi exec = session.api(ExecApi.class);

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void namesASymbolThatDoesNotExist() throws IOException, InterruptedException {
    ResourceId id = context.register(CLibrary.compile(directory, "one", SOURCE));
    var error = assertThrows(ResourceException.class, () -> call(id, "two"));
    assertEquals(ErrorCode.NOT_FOUND, error.code());
    assertTrue(
        error.getMessage().startsWith("symbol 'two' does not exist in library 000000000000"),
        error::getMessage);
    assertEquals(1, exec.call(id, "one", ExecKind.I32, List.of()).bits());
  }

  @Test
  void asksForTheResourceAtEveryCall() throws IOException, InterruptedException {
    ResourceId id = context.register(CLibrary.compile(directory, "one", SOURCE));
    call(id, "one");
    context.unregister(id);
    assertThrows(ResourceException.class, () -> call(id, "one"));
  }

  @Test
  void saysWhatTheLoaderThinksOfGarbage() throws IOException {
    Path file = directory.resolve("garbage.so");
    Files.write(file, new byte[5000]);
    assertNotLoaded(file, "invalid ELF header");
    Files.writeString(file, "no");
    assertNotLoaded(file, "file too short");
    Files.write(file, new byte[0]);
    assertNotLoaded(file, "file too short");
  }

  @Test
  void saysThatALibraryIsForAnotherProcessor() throws IOException, InterruptedException {
    Path library = CLibrary.compile(directory, "one", SOURCE);
    byte[] content = Files.readAllBytes(library);
    content[18] = (byte) 0xf3; // e_machine: RISC-V; the header's class and order stay right
    content[19] = 0;
    assertNotLoaded(Files.write(library, content), "it is for riscv64 (ELF machine 243), this is ");
  }

  @Test
  void namesAMissingDependency() throws IOException, InterruptedException {
    CLibrary.compile(directory, "libgone", "int gone(void) { return 1; }");
    Path library =
        CLibrary.compile(
            directory,
            "user",
            "int gone(void); int use(void) { return gone(); }",
            "-L" + directory,
            "-l:libgone.so");
    Files.delete(directory.resolve("libgone.so"));
    assertNotLoaded(library, "libgone.so: cannot open shared object file");
  }

  @Test
  void namesAnUndefinedFunctionBeforeItIsCalled() throws IOException, InterruptedException {
    Path library =
        CLibrary.compile(
            directory,
            "user",
            "int nowhere_found(void); int use(void) { return nowhere_found(); }");
    assertNotLoaded(library, "undefined symbol: nowhere_found");
  }

  @Test
  void refusesADirectory() {
    var id = context.register(directory);
    var error = assertThrows(InvalidArgumentException.class, () -> call(id, "one"));
    assertTrue(error.getMessage().endsWith("is a directory: expected one shared object file"));
  }

  @Test
  void tellsTheRouterThatItCannotUseADirectory() {
    var backend = new ExecBackend(ExecSettings.of(BackendSettings.NONE));
    var operation = new OperationDescription("exec", 5, 1, "call", 0, false, false, true, false);
    assertTrue(backend.refuses(operation, directory).isPresent());
    assertTrue(backend.refuses(operation, directory.resolve("file")).isEmpty());
  }

  @Test
  void refusesMoreThanSixtyFourArguments() {
    ResourceId id = context.register(directory.resolve("never-opened"));
    List<ExecArgument> arguments = Collections.nCopies(65, ExecArgument.ofInt(1));
    var error =
        assertThrows(
            InvalidArgumentException.class, () -> exec.call(id, "f", ExecKind.VOID, arguments));
    assertEquals("f with 65 arguments: expected at most 64", error.getMessage());
  }

  @ParameterizedTest
  @EnumSource(names = {"BUFFER_IN", "BUFFER_OUT", "BUFFER_INOUT"})
  void refusesABufferAsResult(ExecKind kind) {
    assertRefused("f returns " + kind + ": expected VOID, I32", kind, List.of());
  }

  @Test
  void refusesArgumentsThatMakeNoSense() {
    MemorySegment none = MemorySegment.ofArray(new byte[0]);
    assertRefused(
        "f, argument 1: VOID is a result only",
        ExecKind.VOID,
        List.of(ExecArgument.ofInt(1), new ExecArgument(ExecKind.VOID, 0, none)));
    assertRefused(
        "f, argument 0: 4294967296 does not fit the 32 bits of I32",
        ExecKind.VOID,
        List.of(new ExecArgument(ExecKind.I32, 1L << 32, none)));
    assertRefused(
        "does not fit the 32 bits of F32",
        ExecKind.VOID,
        List.of(new ExecArgument(ExecKind.F32, Long.MIN_VALUE, none)));
  }

  @Test
  void refusesBuffersBeyondTheLimitsBeforeTakingMemory() {
    assertRefused(
        "argument 0: buffer of 1001 bytes, expected 0 to 1000 (max-buffer-bytes)",
        ExecKind.VOID,
        List.of(ExecArgument.in(MemorySegment.ofArray(new byte[1001]))));
    assertRefused(
        "buffer of 9223372036854775807 bytes",
        ExecKind.VOID,
        List.of(ExecArgument.out(Long.MAX_VALUE)));
    assertRefused("buffer of -1 bytes", ExecKind.VOID, List.of(ExecArgument.out(-1)));
    assertRefused(
        "buffers up to argument 1 have 1600 bytes together, expected at most 1500",
        ExecKind.VOID,
        List.of(ExecArgument.out(800), ExecArgument.inOut(MemorySegment.ofArray(new byte[800]))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b"})
  void refusesANameThatIsNone(String symbol) {
    ResourceId id = context.register(directory);
    var error = assertThrows(InvalidArgumentException.class, () -> call(id, symbol));
    assertFalse(error.getMessage().contains("\0"));
  }

  @Test
  void refusesAnUnknownLibraryAndAnotherApi() {
    assertEquals(
        ErrorCode.NOT_FOUND,
        assertThrows(ResourceException.class, () -> call(new ResourceId("0".repeat(64)), "f"))
            .code());
    assertEquals(
        ErrorCode.UNKNOWN_API,
        assertThrows(UnsupportedException.class, () -> session.api(NoopApi.class)).code());
  }

  @Test
  void refusesUseAfterClose() throws IOException, InterruptedException {
    ResourceId id = context.register(CLibrary.compile(directory, "one", SOURCE));
    call(id, "one");
    session.close();
    assertEquals(
        ErrorCode.CLOSED, assertThrows(ResourceException.class, () -> call(id, "one")).code());
    assertEquals(
        ErrorCode.CLOSED,
        assertThrows(ResourceException.class, () -> session.api(ExecApi.class)).code());
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    var settings = new BackendSettings(Map.of("max-buffer-bytes", "lots"));
    assertThrows(ConfigException.class, () -> new ExecBackendProvider().open(settings));
  }

  @Test
  void saysWhenTheWorkDirectoryIsUnusable() throws IOException, InterruptedException {
    ResourceId id = context.register(CLibrary.compile(directory, "one", SOURCE));
    var settings =
        new BackendSettings(Map.of("work-directory", directory.resolve("gone").toString()));
    try (var backend = new ExecBackendProvider().open(settings);
        var other = backend.openSession(context)) {
      var error =
          assertThrows(
              BackendException.class,
              () -> other.api(ExecApi.class).call(id, "one", ExecKind.I32, List.of()));
      assertTrue(error.getMessage().contains("cannot be copied to the work directory"));
    }
  }

  private void assertNotLoaded(Path file, String reason) {
    ResourceId id = context.register(file);
    var error = assertThrows(BackendException.class, () -> call(id, "one"));
    assertEquals(ErrorCode.BACKEND_FAILED, error.code());
    assertTrue(error.getMessage().contains("cannot be loaded: "), error::getMessage);
    assertTrue(error.getMessage().contains(reason), error::getMessage);
    assertFalse(error.getMessage().contains("/"), error::getMessage);
  }

  private void assertRefused(String message, ExecKind returns, List<ExecArgument> arguments) {
    ResourceId id = context.register(directory.resolve("never-opened"));
    var error =
        assertThrows(InvalidArgumentException.class, () -> exec.call(id, "f", returns, arguments));
    assertTrue(error.getMessage().contains(message), error::getMessage);
  }

  private void call(ResourceId id, String symbol) {
    exec.call(id, symbol, ExecKind.I32, List.of());
  }
}
