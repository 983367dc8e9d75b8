package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.CallOptions;
import dev.vaccel.api.Cancellation;
import dev.vaccel.api.CancelledException;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.TransportException;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.FramePeer;
import dev.vaccel.testing.FramePeer.Frame;
import dev.vaccel.testing.Seed;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.spi.LinkOptions;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Many callers of every kind over one connection that the agent drops again and again: each call
 * ends, with its own bytes or with an error that says what happened.
 */
class ConnectionStressTest extends ClientFixture {
  private static final int THREADS = 500;
  private static final int CALLS = 12;

  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger givenUp = new AtomicInteger();

  /** Serves one connection until it has had enough; then drops it in one of several ways. */
  private void serve(FramePeer guest, SplittableRandom random) {
    try (guest) {
      ScriptedAgent.greet(guest, 64, 4 << 20);
      Map<Integer, Frame> calls = new HashMap<>();
      Map<Integer, byte[]> bulk = new HashMap<>();
      Map<Integer, Integer> filled = new HashMap<>();
      List<Integer> held = new ArrayList<>();
      int budget = 20 + random.nextInt(1500);
      while (budget-- > 0) {
        Frame frame = guest.receive();
        int sequence = frame.sequence();
        if (frame.opcode() == FrameLayout.CALL) {
          calls.put(sequence, frame);
          bulk.put(sequence, new byte[(int) ScriptedAgent.bulkBytes(frame)]);
          filled.put(sequence, 0);
        } else if (frame.opcode() == FrameLayout.BULK) {
          byte[] target = java.util.Objects.requireNonNull(bulk.get(sequence));
          int at = filled.merge(sequence, 0, Integer::sum);
          System.arraycopy(frame.payload(), 0, target, at, frame.payload().length);
          filled.put(sequence, at + frame.payload().length);
        } else {
          continue;
        }
        byte[] received = java.util.Objects.requireNonNull(bulk.get(sequence));
        if (java.util.Objects.requireNonNull(filled.get(sequence)) == received.length) {
          held.add(sequence);
          // Some replies wait for a later call, so that they come out of order and late.
          while (!held.isEmpty() && (held.size() > 3 || random.nextInt(4) != 0)) {
            int index = random.nextInt(held.size());
            int next = held.set(index, held.getLast());
            held.removeLast();
            answer(
                guest,
                java.util.Objects.requireNonNull(calls.remove(next)),
                java.util.Objects.requireNonNull(bulk.remove(next)));
          }
          // Nobody waits for ever: the last ones of a quiet moment are answered too.
          if (!guest.link().awaitReadable(0)) {
            for (int next : held) {
              answer(
                  guest,
                  java.util.Objects.requireNonNull(calls.remove(next)),
                  java.util.Objects.requireNonNull(bulk.remove(next)));
            }
            held.clear();
          }
        }
      }
      if (random.nextBoolean()) {
        guest.sendFrame(1000, FrameLayout.REPLY, 0x1_0000, 1, new byte[17]);
      }
    } catch (TransportException | AssertionError _) {
      // The client dropped it first.
    }
  }

  private static void answer(FramePeer guest, Frame call, byte[] bulk) {
    if (call.api() == 1 && call.operation() == 2) {
      byte[] data = bulk;
      if (bulk.length == 0) {
        data =
            call.body(FrameLayout.CALL_BYTES)
                .getSegment()
                .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
      }
      ScriptedAgent.echo(guest, call, data);
    } else {
      ScriptedAgent.done(guest, call);
    }
  }

  @Test
  void everyCallEndsHoweverOftenTheAgentHangsUp() {
    Random seeds = Seed.random("ConnectionStressTest");
    long agentSeed = seeds.nextLong();
    Background<Boolean> agent =
        Background.run(
            () -> {
              SplittableRandom random = new SplittableRandom(agentSeed);
              while (true) {
                FramePeer guest = agent().accept();
                SplittableRandom own = random.split();
                Background<Boolean> _ = Background.run(() -> serve(guest, own));
              }
            });
    RemoteAgent remote =
        closeLater(
            RemoteAgent.connect(agent().address(), new RemoteOptions(LinkOptions.DEFAULT, "")));
    List<RemoteSession> sessions = new ArrayList<>();
    while (sessions.size() < 10) {
      try {
        sessions.add(remote.openSession());
      } catch (TransportException _) {
        // Dropped at once; again.
      }
    }
    CountDownLatch left = new CountDownLatch(THREADS);
    AtomicReference<@Nullable Throwable> unexpected = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      RemoteSession session = sessions.get(i % sessions.size());
      SplittableRandom random = new SplittableRandom(seeds.nextLong());
      Runnable work =
          () -> {
            try {
              for (int call = 0; call < CALLS; call++) {
                call(session, random);
              }
            } catch (Throwable e) {
              unexpected.compareAndSet(null, e);
            } finally {
              left.countDown();
            }
          };
      threads.add(
          i % 5 == 4
              ? Thread.ofVirtual().name("caller-" + i).start(work)
              : Thread.ofPlatform().daemon().name("caller-" + i).start(work));
    }
    try {
      Deadline.await("all callers are done", () -> left.getCount() == 0);
    } catch (AssertionError hang) {
      threads.stream()
          .filter(Thread::isAlive)
          .limit(5)
          .forEach(t -> System.err.println(t + "\n" + Arrays.toString(t.getStackTrace())));
      throw hang;
    }
    Throwable failure = unexpected.get();
    if (failure != null) {
      throw new AssertionError("a call ended in another way", failure);
    }
    System.out.println(
        "ConnectionStressTest: answered " + answered + ", lost " + lost + ", given up " + givenUp);
    assertTrue(answered.get() > 0, "no call was answered");
    assertTrue(lost.get() > 0, "no connection was lost");
    assertTrue(!agent.isDone(), "the agent ended early");
  }

  private void call(RemoteSession session, SplittableRandom random) {
    CallOptions options =
        switch (random.nextInt(6)) {
          case 0 -> CallOptions.DEFAULT.withTimeout(Duration.ofMillis(1 + random.nextInt(40)));
          case 1 -> CallOptions.DEFAULT.withTimeout(Duration.ofSeconds(50));
          case 2 -> CallOptions.DEFAULT.withCancellation(cancelledSoon(random));
          default -> CallOptions.DEFAULT;
        };
    byte[] in = new byte[random.nextInt(4) == 0 ? random.nextInt(200_000) : random.nextInt(300)];
    random.nextBytes(in);
    byte[] out = new byte[in.length];
    try {
      session
          .api(NoopApi.class, options)
          .echo(MemorySegment.ofArray(in), MemorySegment.ofArray(out));
      assertArrayEquals(in, out);
      answered.incrementAndGet();
    } catch (TransportException _) {
      lost.incrementAndGet();
    } catch (CancelledException _) {
      givenUp.incrementAndGet();
    }
  }

  private static Cancellation cancelledSoon(SplittableRandom random) {
    Cancellation cancellation = new Cancellation();
    long delayNs = random.nextInt(20_000_000);
    Thread.startVirtualThread(
        () -> {
          java.util.concurrent.locks.LockSupport.parkNanos(delayNs);
          cancellation.cancel();
        });
    return cancellation;
  }
}
