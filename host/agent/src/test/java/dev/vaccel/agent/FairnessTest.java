package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.runtime.ApiBindings;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairnessTest {
  private static final OperationDescription ANY =
      ApiBindings.load().all().iterator().next().description().operations().getFirst();

  @Test
  void callsOfASessionRunInTheirOrder() {
    try (TestAgent agent = new TestAgent();
        Guest guest = agent.guest()) {
      guest.open(2);
      Random random = Seed.random("callsOfASessionRunInTheirOrder");
      List<Integer> sent = new ArrayList<>();
      for (int round = 0; round < 50; round++) {
        // A full queue: some cheap, some with bulk that arrives late, some computing.
        int first = 1000 + 10 * round;
        guest.announceEcho(first, 1, 40_000);
        for (int i = 1; i < 8; i++) {
          switch (random.nextInt(3)) {
            case 0 -> guest.sendNoop(first + i, 1);
            case 1 -> guest.sendEcho(first + i, 1, new byte[random.nextInt(30_000)]);
            default -> {
              guest.sendBlas(first + i, 1, first + i);
              sent.add(first + i);
            }
          }
        }
        guest.sendBulk(first, 1, 40_000);
        // Answers of one session come in the order of its calls.
        for (int i = 0; i < 8; i++) {
          assertEquals(first + i, guest.nextAnswered());
        }
      }
      assertEquals(sent, agent.backend.ran);
    }
  }

  @Test
  void aTenantThatFloodsDoesNotMakeOthersWaitForItsQueue() {
    FairSlots slots = new FairSlots(1);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    slots.admit("busy", ANY);
    List<Background<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      calls.add(enter(slots, i < 25 ? "busy" : "calm", order));
    }
    slots.complete("busy", ANY, 0);
    calls.forEach(Background::await);
    assertEquals(30, order.size());
    List<Integer> calm =
        IntStream.range(0, 30).filter(i -> order.get(i).equals("calm")).boxed().toList();
    // Whoever is next may have been let in before the other tenant came; then they alternate.
    assertEquals(List.of(1, 3, 5, 7, 9), calm);
  }

  private static Background<Boolean> enter(FairSlots slots, String tenant, List<String> order) {
    Background<Boolean> call =
        Background.run(
            () -> {
              slots.admit(tenant, ANY);
              order.add(tenant);
              slots.complete(tenant, ANY, 0);
            });
    Deadline.await(
        "it waits for its turn",
        () -> call.thread().getState() == Thread.State.WAITING || call.isDone());
    return call;
  }

  @Test
  void asManyComputeAsThereAreSlots() {
    FairSlots slots = new FairSlots(2);
    slots.admit("a", ANY);
    slots.admit("a", ANY);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Background<Boolean> third = enter(slots, "b", order);
    assertTrue(order.isEmpty());
    slots.complete("a", ANY, 0);
    third.await();
    slots.complete("a", ANY, 0);
    slots.admit("c", ANY);
    slots.admit("c", ANY);
  }

  @Test
  void aTenantGoesOnWhileAnotherOneFloods() {
    try (TestAgent agent = TestAgent.withTwoTenants(limitsOfOneSlot());
        Guest busy = agent.greeted();
        Guest calm = agent.otherTenant().greet()) {
      calm.open(1);
      for (int session = 1; session <= 40; session++) {
        busy.open(session);
      }
      agent.awaitNoCalls();
      // Forty sessions wait for the one slot.
      for (int session = 1; session <= 40; session++) {
        busy.sendBlas(100 + session, session, GatedBackend.HOLD);
      }
      agent.backend.awaitHeld(1);
      Deadline.await("all have arrived", () -> agent.agent.outstanding() == 40);
      for (int i = 0; i < 10; i++) {
        int before = agent.backend.ran.size();
        calm.sendBlas(200 + i, 1, i);
        Deadline.await("it waits for a slot", FairnessTest::aReadingThreadWaits);
        // Before it: the call that runs and, at most, one whose turn it was.
        agent.backend.release(2);
        assertEquals("REPLY", calm.outcome(200 + i));
        assertEquals(before + 1, agent.backend.ran.size());
      }
      agent.backend.release(100);
      for (int session = 1; session <= 40; session++) {
        assertEquals("REPLY", busy.outcome(100 + session));
      }
    }
  }

  /** A connection's only session runs its calls on the thread that reads. */
  private static boolean aReadingThreadWaits() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(e -> e.getKey().getName().equals("vaccel-connection"))
        .filter(e -> e.getKey().getState() == Thread.State.WAITING)
        .flatMap(e -> Arrays.stream(e.getValue()))
        .anyMatch(frame -> frame.getMethodName().equals("admit"));
  }

  private static Limits limitsOfOneSlot() {
    return new Limits(100, 200, 100, 64, 1 << 20, 8 << 20, 64 << 20, 32 << 20, 1);
  }
}
