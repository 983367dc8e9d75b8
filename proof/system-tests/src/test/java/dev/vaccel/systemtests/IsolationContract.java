package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Deadline;
import dev.vaccel.vm.Architecture;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callers that have nothing of the host but the directory of the agent's sockets: no file, no
 * process, no network.
 */
abstract class IsolationContract {
  /** Where the directory of the sockets is in the caller's file system. */
  static final String SOCKETS = "/vaccel";

  private static final Path MODELS = VaccelProcess.root().resolve("models");

  @TempDir Path directory;
  private Path sockets;
  private AgentProcess agent;

  /** Skips the test where this kind of isolation is not to be had. */
  abstract void require() throws Exception;

  /** The user that the host takes the caller for; its group has the same number. */
  abstract long callerId();

  /**
   * The command that runs {@code command} isolated, as user 0 of its own, its standard streams
   * being those of this command.
   *
   * @param root what is to be its file system, with empty directories proc and {@link #SOCKETS}
   * @param sockets to be found there
   */
  abstract List<String> isolated(Path root, Path sockets, List<String> command) throws Exception;

  @BeforeEach
  void start() throws Exception {
    require();
    open(directory);
    sockets = Files.createDirectory(directory.resolve("sockets"));
    if (isRoot()) {
      // As docs/operating/containers.md has it: sockets belong to the group of their directory.
      Files.setAttribute(sockets, "unix:gid", (int) callerId());
    }
    Files.setAttribute(sockets, "unix:mode", 02750);
    agent =
        AgentProcess.start(
            "--listen=unix://" + sockets.resolve("agent.sock"),
            "--listen=shm+unix://" + sockets.resolve("rings.sock"),
            "--listen=" + abstractAddress(),
            "--store=" + directory.resolve("store"));
    assertTrue(agent.command().line().contains("rings.sock"));
    assertEquals(abstractAddress(), agent.command().line());
  }

  @AfterEach
  void stop() {
    if (agent != null) {
      agent.close();
    }
  }

  static boolean isRoot() throws IOException {
    return ownId() == 0;
  }

  static long ownId() throws IOException {
    return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
  }

  /** Lets every user in. */
  private static void open(Path directory) throws IOException {
    Files.setAttribute(directory, "unix:mode", 0755);
  }

  private static String abstractAddress() {
    return "unix:@vaccel-isolation-" + ProcessHandle.current().pid();
  }

  private Path emptyRoot() throws IOException {
    Path root = Files.createDirectory(directory.resolve("root"));
    open(root);
    Files.createDirectory(root.resolve("proc"));
    Files.createDirectory(root.resolve(SOCKETS.substring(1)));
    return root;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path each : (Iterable<Path>) tree::iterator) {
        Files.copy(
            each, to.resolve(from.relativize(each).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void addSamples(Path root) throws IOException {
    copy(MODELS.resolve("shapes"), root.resolve("shapes"));
    copy(MODELS.resolve("images/star-1.png"), root.resolve("star.png"));
  }

  /** Adds a run-time image and the caller; returns its class path. */
  private static String addJava(Path root) throws Exception {
    GuestJava.makeRunTime(root.resolve("jre"));
    for (String library : GuestJava.libraries()) {
      Path there = root.resolve(library.substring(1));
      Files.createDirectories(there.getParent());
      Files.copy(Path.of(library), there); // What a link names.
    }
    List<String> classPath = new ArrayList<>(List.of("/caller"));
    for (String module : GuestJava.MODULES) {
      Path here = GuestJava.place(module);
      String there =
          "/modules/" + module.replace('/', '-') + (Files.isDirectory(here) ? "" : ".jar");
      copy(here, root.resolve(there.substring(1)));
      classPath.add(there);
    }
    String caller = IsolatedCaller.class.getName().replace('.', '/') + ".class";
    copy(
        Path.of(IsolatedCaller.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(caller),
        root.resolve("caller").resolve(caller));
    return String.join(":", classPath);
  }

  private Process start(Path root, List<String> command) throws Exception {
    return new ProcessBuilder(isolated(root, sockets, command))
        .redirectError(directory.resolve("caller.log").toFile())
        .start();
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("caller.log")) + agent.command().messages();
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  @Test
  void aJavaCallerHasTheAgentAndNothingElseOfTheHost() throws Exception {
    Path root = emptyRoot();
    addSamples(root);
    String classPath = addJava(root);
    List<String> lines = new ArrayList<>();
    try (ServerSocket hostPort = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process caller =
          start(
              root,
              List.of(
                  "/jre/bin/java",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:-UsePerfData",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  classPath,
                  IsolatedCaller.class.getName(),
                  Integer.toString(hostPort.getLocalPort()),
                  abstractAddress(),
                  directory.toString(),
                  SOCKETS + "/agent.sock",
                  "unix://" + SOCKETS + "/agent.sock",
                  "shm+unix://" + SOCKETS + "/rings.sock"));
      try (BufferedReader output = caller.inputReader()) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          lines.add(line);
          if (line.startsWith("holding=")) {
            assertTrue(agent.view().mappings("memfd:vaccel") > 0, "the agent maps its memory");
            caller.getOutputStream().write('\n');
            caller.getOutputStream().flush();
          }
        }
        assertEquals(0, caller.waitFor(), () -> lines + log());
      } finally {
        caller.destroyForcibly();
      }
    }
    // Nothing of the host,
    assertTrue(lines.containsAll(Set.of("pid=1", "processes=1", "uid=0")), lines::toString);
    assertTrue(lines.contains("interfaces=lo"), lines::toString);
    assertTrue(lines.contains("connects=false"), lines::toString);
    assertTrue(lines.contains("abstract=false"), lines::toString);
    assertTrue(lines.contains("host-file=false"), lines::toString);
    // but every call, through memory that both sides map.
    assertEquals(2, count(lines, "echo-shared=true"), lines::toString);
    assertEquals(2, count(lines, "echo-plain=true"), lines::toString);
    assertEquals(2, count(lines, "label=star"), lines::toString);
    assertEquals("sent=nonsense", lines.getLast(), lines::toString);
    String tenant = "tenant=uid:" + callerId() + " ";
    Deadline.await(
        "the agent knows its user: " + tenant, () -> agent.command().messages().contains(tenant));
    agent.awaitCounter("vaccel_sessions", 0);
    Deadline.await("nothing is mapped", () -> agent.view().mappings("memfd:vaccel") == 0);
  }

  private static long count(List<String> lines, String line) {
    return lines.stream().filter(line::equals).count();
  }

  @Test
  void aStaticProgramNeedsNothingButTheSockets() throws Exception {
    Path root = emptyRoot();
    addSamples(root);
    Path tools = GuestBuild.tools(Architecture.ofThisMachine());
    copy(tools.resolve("vaccel-classify"), root.resolve("vaccel-classify"));
    Process caller =
        start(
            root,
            List.of(
                "/vaccel-classify",
                "--connect=unix://" + SOCKETS + "/agent.sock",
                "--model=/shapes",
                "--top=1",
                "/star.png"));
    try (BufferedReader output = caller.inputReader()) {
      List<String> lines = output.lines().toList();
      assertEquals(0, caller.waitFor(), () -> lines + log());
      assertEquals(1, lines.size(), lines::toString);
      assertTrue(lines.getFirst().contains("star"), lines::toString);
      assertFalse(log().contains("guest fault"), this::log);
    } finally {
      caller.destroyForcibly();
    }
  }
}
