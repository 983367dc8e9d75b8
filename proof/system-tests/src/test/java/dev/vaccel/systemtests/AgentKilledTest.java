package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.CallOptions;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.TransportException;
import dev.vaccel.runtime.RemoteAgent;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.ProcessView;
import dev.vaccel.testing.Seed;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents that are killed while callers of every kind use them, and others that take their place.
 */
class AgentKilledTest {
  private static final int KILLS = 18;
  private static final long LATEST_KILL_NS = 80_000_000;
  private static final int BULK_BYTES = 8 << 20;
  private static final int UPLOAD_BYTES = 9 << 20;
  private static final Path MODELS = VaccelProcess.root().resolve("models");

  @TempDir Path directory;
  private final List<RepeatingCaller> callers = new ArrayList<>();
  private final List<Session> sessions = new ArrayList<>();

  String scheme() {
    return "unix";
  }

  /** Whether callers go through rings in shared memory: one mapping for each connection. */
  private boolean hasRings() {
    return scheme().equals("shm+unix");
  }

  private String address() {
    return scheme() + "://" + directory.resolve("agent.sock");
  }

  private AgentProcess start() throws Exception {
    return AgentProcess.start(
        "--listen=" + address(),
        // What the killed leave there is the next one's to remove.
        "--store=" + directory.resolve("store"),
        "--backend=noop",
        "--backend=blas",
        "--backend=image",
        "--backend=onnx");
  }

  private Session kept(Session session) {
    sessions.add(session);
    return session;
  }

  private void startCallers(RemoteAgent agent, Random random) throws IOException {
    Session small = kept(agent.openSession());
    NoopApi noop = small.api(NoopApi.class);
    callers.add(new RepeatingCaller("noop", noop::noop));
    CallOptions patient = CallOptions.DEFAULT.withTimeout(Duration.ofMinutes(5));
    NoopApi timed = small.api(NoopApi.class, patient);
    MemorySegment few = MemorySegment.ofArray(new byte[100]);
    callers.add(new RepeatingCaller("echo with a deadline", () -> timed.echo(few, few)));

    NoopApi bulk = kept(agent.openSession()).api(NoopApi.class);
    MemorySegment in = Arena.ofAuto().allocate(BULK_BYTES);
    MemorySegment out = Arena.ofAuto().allocate(BULK_BYTES);
    in.fill((byte) random.nextInt());
    callers.add(
        new RepeatingCaller(
            "echo of bulk",
            () -> {
              out.fill((byte) 0);
              bulk.echo(in, out);
              assertEquals(-1, in.mismatch(out));
            }));

    BlasApi blas = kept(agent.openSession()).api(BlasApi.class);
    Matrices sent = Matrices.of(512, Arena.ofAuto()::allocate);
    callers.add(new RepeatingCaller("sgemm", () -> sent.multiply(blas)));

    Session sharing = kept(Carriers.connect(address()));
    Matrices shared = Matrices.of(512, sharing::allocate);
    BlasApi sharedBlas = sharing.api(BlasApi.class);
    callers.add(new RepeatingCaller("sgemm, shared", () -> shared.multiply(sharedBlas)));

    Session pictures = kept(agent.openSession());
    ResourceId model = pictures.register(MODELS.resolve("shapes"));
    MemorySegment star =
        MemorySegment.ofArray(Files.readAllBytes(MODELS.resolve("images/star-1.png")));
    ImageApi image = pictures.api(ImageApi.class);
    callers.add(
        new RepeatingCaller(
            "classify",
            () -> assertEquals("star", image.classify(model, star, 1).getFirst().text())));

    Path file = Files.write(directory.resolve("upload"), new byte[UPLOAD_BYTES]);
    callers.add(new RepeatingCaller("upload", () -> upload(agent, file, random.nextLong())));
  }

  /** Content that no agent has seen. */
  private static void upload(RemoteAgent agent, Path file, long content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(8).putLong(0, content), 0);
    }
    try (Session session = agent.openSession()) {
      session.register(file);
    }
  }

  private void awaitAnswers() {
    long[] before = callers.stream().mapToLong(RepeatingCaller::answered).toArray();
    for (int i = 0; i < before.length; i++) {
      callers.get(i).awaitAnsweredBeyond(before[i]);
    }
  }

  /** No call waits for a reply of the dead: the one that was under way ends, and another. */
  private void awaitEnds() {
    long[] before = callers.stream().mapToLong(RepeatingCaller::ended).toArray();
    for (int i = 0; i < before.length; i++) {
      callers.get(i).awaitEndedBeyond(before[i] + 1);
    }
  }

  @Test
  void callersLearnOfItAndGoOnWithTheNextAgent() throws Exception {
    Random random = Seed.random("AgentKilledTest");
    ProcessView self = ProcessView.self();
    AgentProcess agent = start();
    try (RemoteAgent client =
        RemoteAgent.connect(Address.parse(address()), Carriers.options(address()))) {
      startCallers(client, random);
      for (int kill = 0; kill < KILLS; kill++) {
        awaitAnswers();
        assertTrue(agent.view().mappings("memfd:vaccel") > 0, "memory is shared");
        // Not a wait for anything: the moment of the kill is what is random here.
        LockSupport.parkNanos((long) (random.nextDouble() * LATEST_KILL_NS));
        agent.close();
        awaitEnds();
        agent = start();
      }
      awaitAnswers();
      callers.forEach(RepeatingCaller::close);
      sessions.forEach(Session::close);
      AgentProcess last = agent;
      last.awaitCounter("vaccel_sessions", 0);
      last.awaitCounter("vaccel_bulk_bytes", 0);
      callers.forEach(AgentKilledTest::requireAdvice);
      Deadline.await(
          "no memory is left mapped", () -> self.mappings("memfd:vaccel") == (hasRings() ? 1 : 0));
    } finally {
      agent.close();
    }
  }

  /** Where a call may have been sent, its error says what may be done about it. */
  private static void requireAdvice(RepeatingCaller caller) {
    for (TransportException failure : caller.failures()) {
      String text = failure.getMessage();
      boolean neverSent =
          failure.code() == ErrorCode.UNREACHABLE || text.contains("during the handshake");
      if (!neverSent && !text.contains("may be repeated") && !text.contains("may or may not")) {
        throw new AssertionError("it does not say whether to repeat the call: " + text, failure);
      }
    }
  }
}
