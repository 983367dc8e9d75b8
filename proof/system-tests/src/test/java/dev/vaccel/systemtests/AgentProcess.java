package dev.vaccel.systemtests;

import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.ProcessView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An agent in a process of its own that tells its counters. Killed when it is closed. */
final class AgentProcess implements AutoCloseable {
  private final VaccelProcess process;
  private final int readyPort;
  private final String address;

  private AgentProcess(VaccelProcess process, int readyPort) throws InterruptedException {
    this.process = process;
    this.readyPort = readyPort;
    this.address = process.line();
  }

  /** Starts one; callers can connect when this returns. */
  static AgentProcess start(String... options) throws IOException, InterruptedException {
    return start(List.of(), options);
  }

  /** As {@link #start(String...)}, with options of its JVM. */
  static AgentProcess start(List<String> javaOptions, String... options)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> arguments = new ArrayList<>();
    arguments.add("agent");
    arguments.add("--ready=127.0.0.1:" + port);
    arguments.addAll(List.of(options));
    return new AgentProcess(
        VaccelProcess.start(List.of(), javaOptions, arguments.toArray(String[]::new)), port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  String address() {
    return address;
  }

  VaccelProcess command() {
    return process;
  }

  ProcessView view() {
    return new ProcessView(process.process().pid());
  }

  /** One of the counters of docs/operating.md. */
  long counter(String name) {
    for (String line : get("/metrics").split("\n", -1)) {
      if (line.startsWith(name + " ")) {
        return Long.parseLong(line.substring(name.length() + 1).strip());
      }
    }
    throw new AssertionError("no counter " + name);
  }

  /** Waits until a counter has this value. */
  void awaitCounter(String name, long value) {
    Deadline.await(name + " is " + value, () -> counter(name) == value);
  }

  /** Whether it takes calls, as it says itself. */
  boolean isReady() {
    return get("/ready").contains(" 200 ");
  }

  // As old a client as can be: the agent keeps no connection of it open, whose descriptor counts.
  private String get(String path) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), readyPort)) {
      socket
          .getOutputStream()
          .write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the agent does not tell " + path, e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
