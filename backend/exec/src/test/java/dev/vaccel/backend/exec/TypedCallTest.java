package dev.vaccel.backend.exec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.AccessException;
import dev.vaccel.api.BackendException;
import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ExecApi;
import dev.vaccel.api.ExecKind;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.exec.TypedExecApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions with upstream's signature: arguments, results, failures, dependencies, allow-list. */
class TypedCallTest {
  /** The struct as upstream 0.8 declares it. */
  private static final String STRUCT =
      """
      #include <stdbool.h>
      #include <stddef.h>
      #include <stdint.h>
      #include <stdlib.h>
      #include <string.h>
      typedef enum { VACCEL_ARG_RAW = 0, VACCEL_ARG_CUSTOM = 29 } vaccel_arg_type_t;
      struct vaccel_arg {
        void *buf;
        size_t size;
        vaccel_arg_type_t type;
        uint32_t custom_type_id;
        bool owned;
      };
      """;

  private static final String SOURCE =
      STRUCT
          + """
          int twice(struct vaccel_arg *read, size_t nr_read, struct vaccel_arg *write, size_t nr_write) {
            if (nr_read != 1 || nr_write != 1 || read->size != 4 || read->type != 5) return 22;
            if (write->size != 4 || write->owned) return 23;
            *(int32_t *)write->buf = 2 * *(int32_t *)read->buf;
            return 0;
          }
          int describe(struct vaccel_arg *read, size_t nr_read, struct vaccel_arg *write, size_t nr_write) {
            int64_t *out = write[0].buf;
            for (size_t i = 0; i < nr_read; i++) {
              *out++ = read[i].size;
              *out++ = read[i].type;
              *out++ = read[i].custom_type_id;
            }
            write[0].size = (char *)out - (char *)write[0].buf;
            memcpy(write[1].buf, "changed", 7);
            return nr_write == 2 ? 0 : 1;
          }
          int fails(struct vaccel_arg *r, size_t nr, struct vaccel_arg *w, size_t nw) { return -38; }
          int replaces(struct vaccel_arg *r, size_t nr, struct vaccel_arg *w, size_t nw) {
            w->buf = malloc(8);
            return 0;
          }
          int grows(struct vaccel_arg *r, size_t nr, struct vaccel_arg *w, size_t nw) {
            w->size = 1000000;
            return 0;
          }
          int nothing(struct vaccel_arg *r, size_t nr, struct vaccel_arg *w, size_t nw) { return 0; }
          const int32_t layout[] = {
            sizeof(struct vaccel_arg), offsetof(struct vaccel_arg, buf), offsetof(struct vaccel_arg, size),
            offsetof(struct vaccel_arg, type), offsetof(struct vaccel_arg, custom_type_id),
            offsetof(struct vaccel_arg, owned)
          };
          int layout_of(struct vaccel_arg *r, size_t nr, struct vaccel_arg *w, size_t nw) {
            memcpy(w->buf, layout, sizeof layout);
            return 0;
          }
          """;

  @TempDir static Path built;
  private static Path library;
  @TempDir Path work;
  private final FileContext context = new FileContext();
  private Backend backend;
  private BackendSession session;
  private TypedExecApi exec;
  private ResourceId id;

  @BeforeAll
  static void compile() throws Exception {
    library = CLibrary.compile(built, "typed", SOURCE);
  }

  @BeforeEach
  void open() {
    id = context.register(library);
    open(Map.of("work-directory", work.toString(), "max-total-bytes", "1000000"));
  }

  private void open(Map<String, String> settings) {
    backend = new ExecBackendProvider().open(new BackendSettings(settings));
    session = backend.openSession(context);
    exec = session.api(TypedExecApi.class);
  }

  @AfterEach
  void close() {
    session.close();
    backend.close();
  }

  @Test
  void hasTheCompilersLayout() {
    int[] there =
        call("layout_of", List.of(), List.of(TypedArgument.room(ArgumentType.RAW, 24)))
            .getFirst()
            .toArray(ValueLayout.JAVA_INT);
    assertEquals(
        List.of(
            ArgumentLayout.BYTES,
            ArgumentLayout.offset("buf"),
            ArgumentLayout.offset("size"),
            ArgumentLayout.offset("type"),
            ArgumentLayout.offset("custom_type_id"),
            ArgumentLayout.offset("owned")),
        Arrays.stream(there).mapToObj(i -> (long) i).toList());
  }

  @Test
  void callsAFunctionOfUpstreamsSignature() {
    List<MemorySegment> results =
        call(
            "twice",
            List.of(TypedArgument.ofInt(-21)),
            List.of(TypedArgument.room(ArgumentType.INT32, 4)));
    assertEquals(-42, results.getFirst().get(ValueLayout.JAVA_INT, 0));
  }

  @Test
  void handsOverSizesTypesAndContentAndReturnsWhatWasWritten() {
    byte[] content = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    List<MemorySegment> results =
        call(
            "describe",
            List.of(
                TypedArgument.ofLong(7),
                TypedArgument.ofText("hello"),
                new TypedArgument(ArgumentType.CUSTOM, -1, 0, MemorySegment.ofArray(content)),
                TypedArgument.of(ArgumentType.RAW, MemorySegment.ofArray(new byte[0]))),
            List.of(
                TypedArgument.room(ArgumentType.INT64_ARRAY, 800),
                TypedArgument.of(ArgumentType.BUFFER, MemorySegment.ofArray(content))));
    assertEquals(
        List.of(8L, 7L, 0L, 6L, 27L, 0L, 9L, 29L, 0xffff_ffffL, 0L, 0L, 0L),
        Arrays.stream(results.get(0).toArray(ValueLayout.JAVA_LONG)).boxed().toList());
    assertEquals("changed\b\t", new String(results.get(1).toArray(JAVA_BYTE), US_ASCII));
    assertEquals(1, content[0], "the caller's memory is not touched");
  }

  @Test
  void keepsTheFunctionsOwnNumber() {
    var error = assertThrows(BackendException.class, () -> call("fails", List.of(), List.of()));
    assertEquals(-38, error.vendorCode());
    assertEquals("fails returned -38, expected 0", error.getMessage());
  }

  @Test
  void readsNothingThatAFunctionMadeUp() {
    for (String symbol : List.of("replaces", "grows")) {
      var error =
          assertThrows(
              BackendException.class,
              () -> call(symbol, List.of(), List.of(TypedArgument.room(ArgumentType.RAW, 8))));
      assertTrue(
          error.getMessage().startsWith(symbol + ", write argument 0: the function left"),
          error::getMessage);
    }
  }

  @Test
  void checksTypesAsUpstreamDoes() {
    refuses("INT32 of 8 bytes, expected 4", TypedArgument.of(ArgumentType.INT32, zeros(8)));
    refuses("INT64_ARRAY of 9 bytes", TypedArgument.of(ArgumentType.INT64_ARRAY, zeros(9)));
    refuses("FLOAT64_ARRAY of 0 bytes", TypedArgument.of(ArgumentType.FLOAT64_ARRAY, zeros(0)));
    refuses("BUFFER of 0 bytes", TypedArgument.of(ArgumentType.BUFFER, zeros(0)));
    refuses("STRING of 0 bytes", TypedArgument.of(ArgumentType.STRING, zeros(0)));
    refuses("STRING of 2 bytes", TypedArgument.of(ArgumentType.STRING, bytes(104, 105)));
    refuses("BOOL with the byte 2 at 0", TypedArgument.of(ArgumentType.BOOL, bytes(2)));
    refuses("BOOL with the byte 7 at 1", TypedArgument.of(ArgumentType.BOOL_ARRAY, bytes(1, 7)));
    refuses("custom type 3 of RAW", new TypedArgument(ArgumentType.RAW, 3, 0, zeros(1)));
    refuses("buffer of -1 bytes", TypedArgument.room(ArgumentType.RAW, -1));
    refuses(
        "1000001 bytes together, expected at most 1000000",
        TypedArgument.room(ArgumentType.RAW, 1_000_001));
    for (ArgumentType type : ArgumentType.values()) {
      if (type != ArgumentType.STRING) {
        call("nothing", List.of(TypedArgument.of(type, zeros(8 / elementsOf(type)))), List.of());
      }
    }
  }

  @Test
  void boundsArguments() {
    var many = Collections.nCopies(65, TypedArgument.ofInt(1));
    refuses("nothing with 65 read arguments: expected at most 64", many, List.of());
    refuses("nothing with 65 write arguments: expected at most 64", List.of(), many);
    var error =
        assertThrows(
            InvalidArgumentException.class,
            () -> exec.call(id, Collections.nCopies(17, id), "nothing", List.of(), List.of()));
    assertEquals("nothing with 17 dependencies: expected at most 16", error.getMessage());
  }

  /**
   * The shape of upstream's own example: it unpacks its arguments by functions of another library.
   */
  @Test
  void loadsDependenciesFirst() throws Exception {
    Path helper =
        CLibrary.compile(
            built,
            "helper",
            STRUCT
                + """
                int helper_get_int32(struct vaccel_arg *args, size_t index, int32_t *value) {
                  if (args[index].type != 5 || args[index].size != 4) return 22;
                  memcpy(value, args[index].buf, 4);
                  return 0;
                }
                """);
    Path main =
        CLibrary.compile(
            built,
            "mytestlib",
            STRUCT
                + """
                int helper_get_int32(struct vaccel_arg *args, size_t index, int32_t *value);
                int mytestfunc(struct vaccel_arg *input, size_t nr_in, struct vaccel_arg *output, size_t nr_out) {
                  int32_t value;
                  int ret = nr_in == 1 && nr_out == 1 ? helper_get_int32(input, 0, &value) : 22;
                  if (ret) return ret;
                  value *= 2;
                  memcpy(output[0].buf, &value, sizeof value);
                  return 0;
                }
                """);
    ResourceId helperId = context.register(helper);
    ResourceId mainId = context.register(main);
    List<TypedArgument> read = List.of(TypedArgument.ofInt(10));
    List<TypedArgument> write = List.of(TypedArgument.room(ArgumentType.INT32, 4));
    var error =
        assertThrows(
            BackendException.class, () -> exec.call(mainId, List.of(), "mytestfunc", read, write));
    assertTrue(
        error.getMessage().contains("undefined symbol: helper_get_int32"), error::getMessage);
    for (int round = 0; round < 2; round++) {
      var results = exec.call(mainId, List.of(helperId), "mytestfunc", read, write);
      assertEquals(20, results.getFirst().get(ValueLayout.JAVA_INT, 0));
    }
    context.unregister(helperId);
    assertThrows(
        ResourceException.class,
        () -> exec.call(mainId, List.of(helperId), "mytestfunc", read, write));
    session.close();
  }

  @Test
  void loadsOnlyWhatIsOnTheAllowList() throws Exception {
    session.close();
    String hash = sha256(library);
    String other = "ab".repeat(32);
    open(Map.of("allow", other));
    var error = assertThrows(AccessException.class, () -> call("nothing", List.of(), List.of()));
    assertEquals(ErrorCode.NOT_ALLOWED, error.code());
    assertTrue(
        error
            .getMessage()
            .endsWith(
                "is not on the agent's allow-list (sha256 "
                    + hash
                    + "); its operator allows it with --set exec.allow="
                    + hash),
        error::getMessage);
    ExecApi plain = session.api(ExecApi.class);
    assertThrows(AccessException.class, () -> plain.call(id, "nothing", ExecKind.I32, List.of()));
    session.close();
    open(Map.of("allow", other + ", " + hash.toUpperCase(Locale.ROOT)));
    assertEquals(List.of(), call("nothing", List.of(), List.of()));
    assertThrows(ConfigException.class, () -> open(Map.of("allow", "12345")));
  }

  /** An allowed library does not bring another along. */
  @Test
  void asksTheAllowListOfDependenciesToo() throws Exception {
    session.close();
    Path other = CLibrary.compile(built, "other", "int other(void) { return 1; }");
    ResourceId otherId = context.register(other);
    open(Map.of("allow", sha256(library)));
    assertThrows(
        AccessException.class,
        () -> exec.call(id, List.of(otherId), "nothing", List.of(), List.of()));
    try (var files = Files.list(work)) {
      assertEquals(List.of(), files.toList());
    }
  }

  private List<MemorySegment> call(
      String symbol, List<TypedArgument> read, List<TypedArgument> write) {
    return exec.call(id, List.of(), symbol, read, write);
  }

  private void refuses(String message, TypedArgument argument) {
    refuses(message, List.of(argument), List.of());
    refuses(message, List.of(), List.of(argument));
  }

  private void refuses(String message, List<TypedArgument> read, List<TypedArgument> write) {
    var error = assertThrows(InvalidArgumentException.class, () -> call("nothing", read, write));
    assertTrue(error.getMessage().contains(message), error::getMessage);
  }

  private static int elementsOf(ArgumentType type) {
    return type.isArray() || type.elementBytes() == 0 ? 1 : 8 / type.elementBytes();
  }

  private static MemorySegment zeros(int size) {
    return MemorySegment.ofArray(new byte[size]);
  }

  private static MemorySegment bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return MemorySegment.ofArray(bytes);
  }

  private static String sha256(Path file) throws Exception {
    byte[] content = Files.readAllBytes(file);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }
}
