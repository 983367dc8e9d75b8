package dev.vaccel.cli;

import java.util.Arrays;

/**
 * Calls of a load that were begun late, and whose fault it was.
 *
 * @param share of all calls
 * @param generatorShare of the late ones: a caller was free when they were due, and this process
 *     did not get to it in time; for the others all callers waited for replies
 */
record LateCalls(double share, double generatorShare) {
  /** A call that is begun later than that after it was due is late. */
  static final long LATE_NS = 1_000_000;

  static LateCalls of(LoadSample sample) {
    long[] dueNs = sample.schedule().dueNs();
    long[] starts = sample.startNs().clone();
    long[] ends = sample.endNs().clone();
    Arrays.sort(starts);
    Arrays.sort(ends);
    int unmade = 0;
    while (unmade < ends.length && ends[unmade] == 0) {
      unmade++; // neither begun nor answered; both arrays begin with their zeros
    }
    int started = unmade;
    int ended = unmade;
    int late = 0;
    int generator = 0;
    for (int i = 0; i < dueNs.length; i++) {
      while (started < starts.length && starts[started] <= dueNs[i]) {
        started++;
      }
      while (ended < ends.length && ends[ended] <= dueNs[i]) {
        ended++;
      }
      boolean made = sample.endNs()[i] > 0;
      if ((made ? sample.startNs()[i] : sample.lastedNs()) - dueNs[i] > LATE_NS) {
        late++;
        generator += started - ended < sample.callers() ? 1 : 0;
      }
    }
    return new LateCalls((double) late / dueNs.length, late == 0 ? 0 : (double) generator / late);
  }
}
