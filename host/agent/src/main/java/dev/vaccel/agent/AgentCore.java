package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.wire.KeptBytes;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all connections of an agent share. Thread-safe.
 *
 * @param kept memory that connections keep for their next calls; counted in no other budget
 * @param outstanding calls that have arrived and are not answered
 * @param reported kinds of guests' faults that the log has mentioned
 * @param losses what the log says of lost connections
 */
record AgentCore(
    AgentOptions options,
    LocalRuntime runtime,
    ResourceStore store,
    ServedModels models,
    Tenants tenants,
    ByteBudget budget,
    KeptBytes kept,
    Admission admission,
    ExecutorService workers,
    ScheduledExecutorService timer,
    LongAdder calls,
    LongAdder errors,
    LongAdder refused,
    AtomicInteger outstanding,
    Set<ErrorCode> reported,
    Throttle losses) {
  private static final Logger LOG = System.getLogger(Agent.class.getName());

  AgentCore(
      AgentOptions options,
      LocalRuntime runtime,
      ResourceStore store,
      ServedModels models,
      ExecutorService workers,
      ScheduledExecutorService timer) {
    ByteBudget budget = new ByteBudget("the agent", options.limits().bytes(), null);
    this(
        options,
        runtime,
        store,
        models,
        new Tenants(options.limits(), budget),
        budget,
        new KeptBytes(options.limits().bytes() / 4),
        new FairSlots(options.limits().computeSlots()),
        workers,
        timer,
        new LongAdder(),
        new LongAdder(),
        new LongAdder(),
        new AtomicInteger(),
        ConcurrentHashMap.newKeySet(),
        new Throttle(Duration.ofSeconds(1)));
  }

  /** Says that a guest went with sessions open; all of them, of many at once, if asked for. */
  void lost(String tenant, int sessions) {
    long unsaid = losses.pass();
    LOG.log(
        unsaid < 0 ? Logger.Level.DEBUG : Logger.Level.INFO,
        "connection lost tenant={0} sessions={1} (ended with what they held){2}",
        tenant,
        sessions,
        unsaid > 0 ? "; so were " + unsaid + " before, of which nothing was said" : "");
  }

  /** Counts a guest's fault; each kind is logged once, so that no guest can fill the log. */
  void fault(String tenant, ErrorCode code, String message) {
    refused.increment();
    if (reported.add(code)) {
      LOG.log(
          Logger.Level.WARNING,
          "guest fault tenant={0} code={1} reason={2} (further ones of this kind are only counted)",
          tenant,
          code,
          message);
    }
  }
}
