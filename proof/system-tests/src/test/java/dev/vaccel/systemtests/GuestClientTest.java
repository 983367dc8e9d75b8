package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.vm.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The C client alone: builds, golden vectors, hostile answers, sizes. */
class GuestClientTest {
  private static final long MOST_CORE_TEXT_BYTES = 32 << 10;
  private static final long MOST_TOOL_BYTES = 800_000;
  // gcc's own package for 32 bits has no link to the system's headers; that of others excludes
  // compilers for aarch64.
  private static final String BITS_32 = "CFLAGS=-O2 -m32 -isystem /usr/include/x86_64-linux-gnu";

  @TempDir Path directory;

  private String build() {
    return "BUILD=" + directory.resolve("build");
  }

  static Stream<Arguments> builds() {
    return Stream.of(
        Arguments.of("native", List.of(), List.of()),
        Arguments.of("clean of undefined behaviour", List.of(), List.of("SANITIZE=1")),
        Arguments.of("32 bits", List.of(), List.of(BITS_32)),
        Arguments.of(
            "aarch64",
            List.of("aarch64-linux-gnu-gcc", "qemu-aarch64-static"),
            List.of("ARCH=aarch64", "LDFLAGS=-static", "RUN=qemu-aarch64-static", "ROUNDS=10000")),
        Arguments.of(
            "valgrind",
            List.of("valgrind"),
            List.of("RUN=valgrind -q --error-exitcode=9 --leak-check=full", "ROUNDS=3000")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("builds")
  void goldenVectorsAndHostileAnswers(String name, List<String> programs, List<String> options)
      throws Exception {
    GuestBuild.requirePrograms(programs.toArray(String[]::new));
    List<String> words = new ArrayList<>(List.of("check", build()));
    words.addAll(options);
    String said = GuestBuild.make(words.toArray(String[]::new));
    assertTrue(said.contains("golden vectors: written and read"), said);
    assertTrue(said.contains("hostile answers"), said);
    assertTrue(said.contains("hashes, sizes, limits: right"), said);
    assertTrue(said.contains("lies, offers: right"), said);
  }

  static Stream<Arguments> cores() {
    return Stream.of(Arguments.of("64 bits", List.of()), Arguments.of("32 bits", List.of(BITS_32)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cores")
  void theCoreIsSmallAndNeedsFourFunctions(String name, List<String> options) throws Exception {
    List<String> words = new ArrayList<>(List.of("core", build()));
    words.addAll(options);
    GuestBuild.make(words.toArray(String[]::new));
    String core = directory.resolve("build/vaccel-core.o").toString();
    Set<String> wanted = new TreeSet<>();
    for (String line : GuestBuild.run(List.of("nm", "-u", core)).split("\n", -1)) {
      if (!line.isBlank()) {
        wanted.add(line.strip().split(" +", -1)[1]);
      }
    }
    // 32-bit code finds itself by the linker's symbol where the compiler makes it independent of
    // its place.
    wanted.remove("_GLOBAL_OFFSET_TABLE_");
    assertTrue(Set.of("memcmp", "memcpy", "memmove", "memset").containsAll(wanted), wanted + "");
    String[] size =
        GuestBuild.run(List.of("size", core)).split("\n", -1)[1].strip().split("\\s+", -1);
    long text = Long.parseLong(size[0]);
    assertTrue(text <= MOST_CORE_TEXT_BYTES, text + " bytes of text");
    long bss = Long.parseLong(size[2]);
    assertEquals(0, bss, "bytes of global state");
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void programsForGuestsAreSmallAndNeedNoLibrary(Architecture architecture) throws Exception {
    Path tools = GuestBuild.tools(architecture);
    for (String name : List.of("vaccel-classify", "vaccel-sgemm", "vaccel-exec", "vaccel-aes")) {
      Path tool = tools.resolve(name);
      assertTrue(Files.size(tool) <= MOST_TOOL_BYTES, tool + ": " + Files.size(tool) + " bytes");
      String dynamic = GuestBuild.run(List.of("readelf", "-d", tool.toString()));
      assertTrue(dynamic.contains("no dynamic section"), dynamic);
    }
  }

  static List<Architecture> architectures() {
    return List.of(Architecture.X86_64, Architecture.AARCH64);
  }

  @Test
  void anInstalledLibraryIsFoundByItsNameFromCAndCxx() throws Exception {
    GuestBuild.requirePrograms("pkg-config", "g++");
    Path prefix = directory.resolve("prefix");
    GuestBuild.make("install", build(), "PREFIX=" + prefix);
    Map<String, String> found =
        Map.of("PKG_CONFIG_PATH", prefix.resolve("lib/pkgconfig").toString());
    GuestBuild.Said flags =
        GuestBuild.run(List.of("pkg-config", "--cflags", "--libs", "vaccel-guest"), found);
    assertEquals(0, flags.exitCode(), flags.text());

    Path source = directory.resolve("user.c");
    StringBuilder code = new StringBuilder();
    try (Stream<Path> headers = Files.list(prefix.resolve("include/vaccel"))) {
      headers
          .sorted()
          .forEach(h -> code.append("#include <vaccel/").append(h.getFileName()).append(">\n"));
    }
    code.append(
        """
        int main(void) {
          struct vaccel_posix posix;
          struct vaccel_posix_options options = {};
          return vaccel_posix_connect(&posix, "unix:///nowhere", &options) == VACCEL_UNREACHABLE ? 0 : 1;
        }
        """);
    Files.writeString(source, code);
    for (String compiler : List.of("gcc", "g++ -x c++")) {
      Path program = directory.resolve("user");
      List<String> command = new ArrayList<>(List.of(compiler.split(" ", -1)));
      command.addAll(List.of("-Wall", "-Wextra", "-Werror", source.toString(), "-x", "none"));
      command.addAll(List.of(flags.text().strip().split("\\s+", -1)));
      command.addAll(List.of("-o", program.toString()));
      GuestBuild.run(command);
      GuestBuild.Said end =
          GuestBuild.run(
              List.of(program.toString()),
              Map.of("LD_LIBRARY_PATH", prefix.resolve("lib").toString()));
      assertEquals(0, end.exitCode(), compiler + ": " + end.text());
    }
    assertTrue(Files.isReadable(prefix.resolve("share/man/man3/vaccel-guest.3")));
  }
}
