package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.systemtests.KilledGuest.Mode;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.ProcessView;
import dev.vaccel.testing.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that are killed in the middle of everything: an agent keeps nothing of them. */
class GuestKilledTest {
  private static final int ROUNDS = 4;
  private static final long LATEST_KILL_NS = 150_000_000;
  private static final long UPLOAD_BYTES = 96L << 20;

  @TempDir Path directory;
  private AgentProcess agent;

  String scheme() {
    return "unix";
  }

  /** Whether guests go through rings in shared memory: one mapping for each connection. */
  private boolean hasRings() {
    return scheme().equals("shm+unix");
  }

  @BeforeEach
  void start() throws Exception {
    agent =
        AgentProcess.start(
            "--listen=" + scheme() + "://" + directory.resolve("agent.sock"),
            "--store=" + directory.resolve("store"),
            "--backend=noop",
            "--backend=blas");
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private Process guest(Mode mode, Path file) throws IOException {
    ProcessBuilder.Redirect errors =
        ProcessBuilder.Redirect.to(directory.resolve("guest.log").toFile());
    return KilledGuest.start(agent.address(), mode, file, errors);
  }

  /** Starts a guest and kills it at a random moment of its calls. */
  private void kill(Mode mode, Random random) throws Exception {
    Path file = directory.resolve("upload");
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.setLength(UPLOAD_BYTES);
      content.writeLong(random.nextLong());
    }
    Process guest = guest(mode, file);
    try (BufferedReader output = guest.inputReader()) {
      assertEquals("calling", output.readLine(), () -> mode + ": " + log());
      // Not a wait for anything: the moment of the kill is what is random here.
      LockSupport.parkNanos((long) (random.nextDouble() * LATEST_KILL_NS));
      assertTrue(guest.isAlive(), () -> mode + " ends by itself: " + log());
    } finally {
      guest.destroyForcibly().onExit().join();
    }
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("guest.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitOnly(int guests) {
    agent.awaitCounter("vaccel_connections", guests);
    agent.awaitCounter("vaccel_sessions", guests);
    agent.awaitCounter("vaccel_bulk_bytes", 0);
    ProcessView view = agent.view();
    Deadline.await(
        "no region is mapped", () -> view.mappings("memfd:vaccel") == (hasRings() ? guests : 0));
    Deadline.await("no thread reads for the dead", () -> view.threads("vaccel-connecti") == guests);
  }

  private long incomingFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("store/incoming"))) {
      return files.count();
    }
  }

  private RepeatingCaller bystander(Session session) {
    NoopApi noop = session.api(NoopApi.class);
    BlasApi blas = session.api(BlasApi.class);
    Matrices small = Matrices.of(32, Arena.ofAuto()::allocate);
    MemorySegment few = Arena.ofAuto().allocate(10_000);
    return new RepeatingCaller(
        "the other guest",
        () -> {
          noop.noop();
          noop.echo(few, few);
          small.multiply(blas);
        });
  }

  @Test
  void theAgentKeepsNothingOfThemAndOthersDoNotNotice() throws Exception {
    Random random = Seed.random("GuestKilledTest");
    ProcessView view = agent.view();
    try (Session session = Carriers.connect(agent.address());
        RepeatingCaller other = bystander(session)) {
      // What is loaded and opened once is there after this.
      for (Mode mode : Mode.values()) {
        kill(mode, random);
      }
      awaitOnly(1);
      long descriptors = view.descriptors();
      long workers = view.threads("vaccel-worker");
      for (int round = 0; round < ROUNDS; round++) {
        for (Mode mode : Mode.values()) {
          long answered = other.answered();
          kill(mode, random);
          awaitOnly(1);
          other.awaitAnsweredBeyond(answered);
        }
      }
      Deadline.await("descriptors are closed", () -> view.descriptors() <= descriptors);
      // Those of the dead serve the next: never more than sessions at a time, and one that is late.
      assertTrue(view.threads("vaccel-worker") <= workers + 2, "workers are used again");
      assertEquals(0, other.failures().size(), other.failures()::toString);
    }
    awaitOnly(0);
    assertEquals(0, agent.counter("vaccel_store_bytes") % UPLOAD_BYTES);
    assertEquals(0, incomingFiles());
    agent.command().terminate();
    VaccelProcess.Result end = agent.command().finish();
    assertEquals(0, end.exitCode(), end.messages());
    assertTrue(end.messages().contains("complete=true"), end.messages());
  }
}
