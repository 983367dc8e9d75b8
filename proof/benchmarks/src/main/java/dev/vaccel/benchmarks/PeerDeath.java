package dev.vaccel.benchmarks;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.agent.AgentStatus;
import dev.vaccel.api.BlasApi;
import dev.vaccel.api.Session;
import dev.vaccel.api.TransportException;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * How long after a SIGKILL the survivor knows: from before the signal is sent to the exception of a
 * caller that waits, and to an agent that holds nothing of the dead any more and has said so.
 */
final class PeerDeath {
  private static final int KILLS = 50;
  private static final double BAR_MS = 100;
  private static final long LATEST_KILL_NS = 50_000_000;
  private static final long LOOK_NS = 50_000;
  private static final long LIMIT_SECONDS = 60;

  private PeerDeath() {}

  static void run(Report report, Scale scale, Path directory) throws Exception {
    int kills = scale.calls(KILLS);
    SplittableRandom random = new SplittableRandom(1);
    for (String scheme : List.of("unix", "shm+unix")) {
      String address = scheme + "://" + directory.resolve("agent.sock");
      report(report, "caller knows, " + scheme, agentsKilled(address, kills, random));
      report(report, "agent is free, " + scheme, callersKilled(address, kills, random));
    }
  }

  private static void report(Report report, String name, Samples samples) {
    report.addAtMost(name + ", median", samples.median() / 1e6, "ms", 0);
    report.addAtMost(name + ", slowest", samples.max() / 1e6, "ms", BAR_MS);
  }

  private static void pause(SplittableRandom random) {
    LockSupport.parkNanos(random.nextLong(LATEST_KILL_NS));
  }

  private static Samples agentsKilled(String address, int kills, SplittableRandom random)
      throws Exception {
    Samples samples = new Samples(kills);
    for (int i = 0; i < kills; i++) {
      try (ChildProcess agent = AgentMain.start(address, "blas");
          Session session = Carriers.connect(agent.firstLine);
          Arena arena = Arena.ofShared()) {
        BlasApi blas = session.api(BlasApi.class);
        Matrices matrices = Matrices.of(512, arena);
        matrices.multiply(blas);
        FutureTask<Long> caller = new FutureTask<>(timeOfLoss(() -> matrices.multiply(blas)));
        Thread.ofPlatform().start(caller);
        pause(random);
        long startNs = System.nanoTime();
        agent.kill();
        samples.add(caller.get(LIMIT_SECONDS, TimeUnit.SECONDS) - startNs);
      }
    }
    return samples;
  }

  private static Callable<Long> timeOfLoss(Runnable call) {
    return () -> {
      try {
        while (true) {
          call.run();
        }
      } catch (TransportException _) {
        return System.nanoTime();
      }
    };
  }

  private static Samples callersKilled(String address, int kills, SplittableRandom random)
      throws IOException {
    Samples samples = new Samples(kills);
    AgentOptions options = AgentOptions.at(Address.parse(address)).withBackends(Set.of("noop"));
    try (Losses losses = new Losses();
        Agent agent = Agent.start(options)) {
      for (int i = 0; i < kills; i++) {
        try (ChildProcess caller =
            new ChildProcess(
                List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"),
                DyingCaller.class,
                List.of(address))) {
          pause(random);
          long startNs = System.nanoTime();
          caller.kill();
          while (losses.said <= i || !isFree(agent.status())) {
            LockSupport.parkNanos(LOOK_NS);
            if (System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
              throw new IllegalStateException("never free: " + agent.status());
            }
          }
          samples.add(System.nanoTime() - startNs);
        }
      }
    }
    return samples;
  }

  private static boolean isFree(AgentStatus status) {
    return status.connections() == 0 && status.sessions() == 0 && status.bulkBytes() == 0;
  }

  /** Counts what the agent says of lost connections. */
  private static final class Losses extends Handler implements AutoCloseable {
    // Held: a logger that nobody holds forgets its level.
    private final Logger logger = Logger.getLogger(Agent.class.getName());
    private volatile int said;

    private Losses() {
      logger.setLevel(Level.FINE);
      logger.setUseParentHandlers(false);
      logger.addHandler(this);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // Under the lock of this object.
    public synchronized void publish(LogRecord entry) {
      if (entry.getMessage().startsWith("connection lost")) {
        said++;
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
      logger.setLevel(null);
    }
  }
}
