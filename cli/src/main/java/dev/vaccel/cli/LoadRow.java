package dev.vaccel.cli;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Locale;

/**
 * What one rate came to. Latencies count from when a call was due, in nanoseconds: a caller that is
 * late shows in them. A call that was not made counts with the time for which it had waited.
 *
 * @param calls due
 * @param unmade calls that were never begun, since those before them took too long
 * @param offered rate, calls for each second
 * @param achieved rate of the answers
 * @param late calls that were begun late
 * @param delayMedianNs from when a call was due to when it was begun
 * @param busyShare time that callers spent in calls, of all that they had
 * @param generatorCpus processors that this process kept busy
 * @param agentCpus processors that the agent kept busy; NaN: not known
 * @param slowestTenant mean latency of the slowest tenant over that of all
 */
record LoadRow(
    int calls,
    int unmade,
    double offered,
    double achieved,
    double medianNs,
    double p99Ns,
    double p999Ns,
    double maxNs,
    LateCalls late,
    double delayMedianNs,
    double busyShare,
    double generatorCpus,
    double agentCpus,
    double slowestTenant) {
  private static final double SOME_LATE = 0.01;

  static LoadRow of(LoadSample sample) {
    long[] dueNs = sample.schedule().dueNs();
    int calls = dueNs.length;
    long[] latencies = new long[calls];
    long[] delays = new long[calls];
    long[] tenantNs = new long[sample.order().length];
    int[] tenantCalls = new int[sample.order().length];
    long inCallsNs = 0;
    int unmade = 0;
    for (int i = 0; i < calls; i++) {
      boolean made = sample.endNs()[i] > 0;
      unmade += made ? 0 : 1;
      latencies[i] = (made ? sample.endNs()[i] : sample.lastedNs()) - dueNs[i];
      delays[i] = (made ? sample.startNs()[i] : sample.lastedNs()) - dueNs[i];
      inCallsNs += latencies[i] - delays[i];
      int tenant = sample.order()[i % sample.order().length];
      tenantNs[tenant] += latencies[i];
      tenantCalls[tenant]++;
    }
    double achieved = sample.schedule().rate() * keptShare(sample);
    double slowest = slowest(tenantNs, tenantCalls);
    Arrays.sort(latencies);
    Arrays.sort(delays);
    double lastedNs = sample.lastedNs();
    return new LoadRow(
        calls,
        unmade,
        sample.schedule().rate(),
        achieved,
        LatencySummary.quantile(latencies, 0.5),
        LatencySummary.quantile(latencies, 0.99),
        LatencySummary.quantile(latencies, 0.999),
        latencies[calls - 1],
        LateCalls.of(sample),
        LatencySummary.quantile(delays, 0.5),
        inCallsNs / (lastedNs * sample.callers()),
        sample.generatorCpuNs() / lastedNs,
        sample.agentCpuNs() < 0 ? Double.NaN : sample.agentCpuNs() / lastedNs,
        slowest);
  }

  /**
   * How much slower answers came than calls were due, as a share: between the middle of the first
   * tenth of the calls and that of the last, so that neither the time that every call takes nor a
   * single slow one counts as falling behind.
   */
  private static double keptShare(LoadSample sample) {
    long[] dueNs = sample.schedule().dueNs();
    int[] made = new int[dueNs.length];
    int count = 0;
    for (int i = 0; i < dueNs.length; i++) {
      if (sample.endNs()[i] > 0) {
        made[count++] = i;
      }
    }
    int tenth = Math.max(1, count / 10);
    if (count < 2) {
      return count == dueNs.length ? 1 : 0;
    }
    double due = 0;
    double end = 0;
    for (int i = 0; i < tenth; i++) {
      int first = made[i];
      int last = made[count - 1 - i];
      due += dueNs[last] - dueNs[first];
      end += sample.endNs()[last] - sample.endNs()[first];
    }
    return end <= due ? 1 : due / end;
  }

  private static double slowest(long[] tenantNs, int[] tenantCalls) {
    double sumNs = 0;
    int tenants = 0;
    double slowestNs = 0;
    for (int i = 0; i < tenantNs.length; i++) {
      if (tenantCalls[i] > 0) {
        double meanNs = (double) tenantNs[i] / tenantCalls[i];
        slowestNs = Math.max(slowestNs, meanNs);
        sumNs += meanNs;
        tenants++;
      }
    }
    return slowestNs * tenants / sumNs;
  }

  /**
   * What made calls late: {@code -} nothing, {@code replies} all callers waited for the agent,
   * {@code generator} this process did not get to calls for which it had a caller.
   */
  String limit() {
    if (late.share() < SOME_LATE && achieved >= Knee.KEPT * offered) {
      return "-";
    }
    return late.generatorShare() > 0.5 ? "generator" : "replies";
  }

  /** The title row that {@link #addTo} fills. */
  static Table table() {
    return new Table(
        ">OFFERED/S", ">ACHIEVED/S", ">MEDIAN", ">P99", ">P99.9", ">LATE", "LIMIT", "KNEE");
  }

  /** Adds a row; {@code note} says what the rate is with respect to the knee. */
  void addTo(Table table, String note) {
    table.add(
        rate(offered),
        rate(achieved),
        Durations.format(medianNs),
        Durations.format(p99Ns),
        Durations.format(p999Ns),
        String.format(Locale.ROOT, "%.1f %%", 100 * late.share()),
        limit(),
        note);
  }

  static String rate(double callsPerSecond) {
    return String.format(Locale.ROOT, callsPerSecond >= 100 ? "%.0f" : "%.3g", callsPerSecond);
  }

  JsonObject json() {
    return Json.object(
        "offeredCallsPerSecond",
        offered,
        "achievedCallsPerSecond",
        achieved,
        "calls",
        calls,
        "unmade",
        unmade,
        "medianUs",
        medianNs / 1e3,
        "p99Us",
        p99Ns / 1e3,
        "p999Us",
        p999Ns / 1e3,
        "maxUs",
        maxNs / 1e3,
        "lateShare",
        late.share(),
        "startDelayMedianUs",
        delayMedianNs / 1e3,
        "callersBusyShare",
        busyShare,
        "generatorCpus",
        generatorCpus,
        "agentCpus",
        Double.isNaN(agentCpus) ? null : agentCpus,
        "slowestTenantRatio",
        slowestTenant,
        "limit",
        limit());
  }
}
