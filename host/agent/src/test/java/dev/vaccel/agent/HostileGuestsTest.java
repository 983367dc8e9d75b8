package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostileGuestsTest {
  private static final int GUESTS = 4;
  private static final int FRAMES = 6_000;
  // A gate that is held ends with the agent's patience for closing, not before: it is opened here.
  private static final TimeLimits TIMES =
      TimeLimits.DEFAULT.withStalled(Duration.ofMillis(500)).withHandshake(Duration.ofMillis(500));

  @Test
  void hurtOnlyThemselves() {
    Random seeds = Seed.random("HostileGuestsTest");
    try (TestAgent agent = TestAgent.withTwoTenants(TestAgent.LIMITS, TIMES)) {
      List<Background<Integer>> hostile = new ArrayList<>();
      for (int i = 0; i < GUESTS; i++) {
        HostileGuest guest = new HostileGuest(agent, seeds.nextLong());
        hostile.add(Background.start(() -> guest.send(FRAMES)));
      }
      int rounds = 0;
      try (Guest sound = agent.otherTenant().greet()) {
        sound.open(1);
        byte[] data = new byte[40_000];
        while (rounds < 100 || hostile.stream().anyMatch(h -> !h.isDone())) {
          agent.backend.release(1);
          rounds++;
          Arrays.fill(data, (byte) rounds);
          assertArrayEquals(data, sound.echo(2, 1, data), "round " + rounds);
          sound.sendBlas(3, 1, 7);
          // What hostile guests hold is let go at times: they have all slots until then.
          agent.backend.release(8);
          assertEquals("REPLY", sound.outcome(3), "round " + rounds);
        }
      }
      hostile.forEach(Background::await);
      agent.backend.release(1_000);
      agent.awaitNothing();
      agent.servesAnother();
      Deadline.await("no thread of a connection is left", () -> threads("vaccel-connection") == 0);
      agent.agent.close();
      Deadline.await("no thread is left", () -> threads("vaccel-") == 0);
    }
  }

  /** Threads of agents and connections; the one that watches rings is the process's. */
  private static long threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith(prefix) && !t.getName().equals("vaccel-shm-watch"))
        .count();
  }
}
