package dev.vaccel.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.Prerequisites;
import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our structs and numbers are those of this machine's C headers. */
final class KernelInterfaceTest {
  private static final List<StructLayout> STRUCTS =
      List.of(
          PosixLayouts.SOCKADDR_UN,
          PosixLayouts.SOCKADDR_IN,
          PosixLayouts.SOCKADDR_IN6,
          PosixLayouts.SOCKADDR_VM,
          PosixLayouts.SOCKADDR_ALG,
          PosixLayouts.IOVEC,
          PosixLayouts.MSGHDR,
          PosixLayouts.CMSGHDR,
          PosixLayouts.POLLFD,
          PosixLayouts.TIMESPEC,
          PosixLayouts.TIMEVAL,
          PosixLayouts.UCRED);

  private static final String HEADERS =
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <fcntl.h>
      #include <limits.h>
      #include <netinet/in.h>
      #include <netinet/tcp.h>
      #include <poll.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/eventfd.h>
      #include <sys/file.h>
      #include <sys/mman.h>
      #include <sys/socket.h>
      #include <sys/time.h>
      #include <sys/uio.h>
      #include <sys/un.h>
      #include <time.h>
      #include <unistd.h>
      #include <sys/syscall.h>
      #include <linux/futex.h>
      #include <linux/if_alg.h>
      #include <linux/vm_sockets.h>
      """;

  @TempDir private static Path directory;

  @BeforeAll
  static void needsACompiler() throws Exception {
    boolean present;
    try {
      present = run("gcc", "--version").contains("gcc");
    } catch (IOException notInstalled) {
      present = false;
    }
    Prerequisites.require(present, "no C compiler to compare with; install gcc and libc6-dev");
  }

  @Test
  void structsHaveTheCompilersSizesAndOffsets() throws Exception {
    StringBuilder c = new StringBuilder();
    Map<String, String> ours = new TreeMap<>();
    for (StructLayout struct : STRUCTS) {
      String type = "struct " + struct.name().orElseThrow();
      ask(c, "sizeof " + type, "sizeof(" + type + ")");
      ours.put("sizeof " + type, struct.byteSize() + "");
      for (MemoryLayout member : struct.memberLayouts()) {
        member
            .name()
            .ifPresent(
                name -> {
                  String field = type + "." + name;
                  ask(c, field, "offsetof(" + type + ", " + name + ")");
                  ours.put(field, PosixLayouts.offset(struct, name) + "");
                  ask(c, "sizeof " + field, "sizeof(((" + type + " *)0)->" + name + ")");
                  ours.put("sizeof " + field, member.byteSize() + "");
                });
      }
    }
    assertEquals(ours, answers(c));
  }

  @Test
  void constantsHaveTheHeadersValues() throws Exception {
    StringBuilder c = new StringBuilder();
    Map<String, String> ours = new TreeMap<>();
    for (Class<?> holder : List.of(LinuxConstants.class, Errno.class)) {
      for (Field field : holder.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
          ask(c, field.getName(), field.getName());
          ours.put(field.getName(), field.getInt(null) + "");
        }
      }
    }
    ask(c, "SYS_FUTEX", "SYS_futex");
    ours.put("SYS_FUTEX", LinuxConstants.SYS_FUTEX + "");
    assertEquals(ours, answers(c));
  }

  @Test
  void errorNumbersHaveTheCompilersSymbols() throws Exception {
    StringBuilder c = new StringBuilder();
    Map<String, String> ours = new TreeMap<>();
    for (int number = 1; number <= 133; number++) {
      String symbol = Errno.symbol(number);
      if (!symbol.startsWith("errno-")) {
        ask(c, symbol, symbol);
        ours.put(symbol, number + "");
      }
    }
    assertEquals(131, ours.size(), "all but the two that are not assigned");
    assertEquals("errno-41", Errno.symbol(41));
    assertEquals("errno-134", Errno.symbol(134));
    assertEquals(ours, answers(c));
  }

  private static void ask(StringBuilder c, String name, String expression) {
    c.append("printf(\"%s=%ld\\n\", \"").append(name).append("\", (long)(");
    c.append(expression).append("));\n");
  }

  private static Map<String, String> answers(StringBuilder questions) throws Exception {
    Path source = directory.resolve("ask.c");
    Path program = directory.resolve("ask");
    Files.writeString(source, HEADERS + "int main(void) {\n" + questions + "return 0;\n}\n");
    run("gcc", "-o", program.toString(), source.toString());
    Map<String, String> answers = new TreeMap<>();
    for (String line : run(program.toString()).lines().toList()) {
      int equals = line.indexOf('=');
      answers.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return answers;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(Deadline.LIMIT.toSeconds(), TimeUnit.SECONDS)
        || process.exitValue() != 0) {
      throw new AssertionError(List.of(command) + ": " + output);
    }
    return output;
  }
}
