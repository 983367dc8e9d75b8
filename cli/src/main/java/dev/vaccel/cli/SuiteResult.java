package dev.vaccel.cli;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What one path of a task came to.
 *
 * @param task what was done
 * @param path on which way
 * @param medianNs of all calls
 * @param p99Ns likewise; where calls are timed together, of their means
 * @param calls measured
 * @param callsPerTime calls that were timed together
 * @param callsPerSecond all callers together
 * @param cpuSecondsPerCall of this process and the one that answers
 * @param allocatedBytesPerCall of heap, by the callers
 * @param copies of a byte of the largest argument on its way to the back end; see {@link SuitePath}
 * @param roundsNs what the rounds are compared by, in their order: the median of one caller's
 *     calls; of several callers the time over the calls that all of them made, since who shares
 *     processors may wait long or often
 */
record SuiteResult(
    SuiteTask task,
    SuitePath path,
    double medianNs,
    double p99Ns,
    long calls,
    int callsPerTime,
    double callsPerSecond,
    double cpuSecondsPerCall,
    double allocatedBytesPerCall,
    String copies,
    List<Double> roundsNs) {
  SuiteResult {
    roundsNs = List.copyOf(roundsNs);
  }

  /** In the unit of the operation. */
  double throughput() {
    return callsPerSecond * task.benchCase().unitsPerCall();
  }

  String throughputText() {
    double units = throughput();
    return String.format(Locale.ROOT, units >= 100 ? "%.0f" : "%.3g", units)
        + " "
        + task.op().unit();
  }

  /** How this compares with a baseline that took turns with it. */
  SuiteComparison against(SuiteResult baseline) {
    int rounds = Math.min(roundsNs.size(), baseline.roundsNs.size());
    double[] ratios = new double[rounds];
    double[] differences = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      ratios[i] = roundsNs.get(i) / baseline.roundsNs.get(i);
      // Of logarithms: twice as slow and twice as fast are equally far from no difference.
      differences[i] = Math.log(ratios[i]);
    }
    Arrays.sort(ratios);
    int middle = rounds / 2;
    double ratio =
        rounds == 0
            ? Double.NaN
            : rounds % 2 == 1 ? ratios[middle] : (ratios[middle - 1] + ratios[middle]) / 2;
    return new SuiteComparison(baseline.path(), ratio, SignedRanks.pValue(differences));
  }

  /** Everything that is known of it; the comparison comes from the whole. */
  JsonObject json() {
    return Json.object(
        "op",
        task.op().lowerName(),
        "size",
        task.size(),
        "model",
        task.model().isEmpty() ? null : task.model(),
        "callers",
        task.callers(),
        "path",
        path.text(),
        "medianUs",
        medianNs / 1e3,
        "p99Us",
        p99Ns / 1e3,
        "calls",
        calls,
        "callsTimedTogether",
        callsPerTime,
        "callsPerSecond",
        callsPerSecond,
        "throughput",
        throughput(),
        "throughputUnit",
        task.op().unit(),
        "copiesPerByte",
        copies,
        "cpuSecondsPerCall",
        cpuSecondsPerCall,
        "allocatedBytesPerCall",
        allocatedBytesPerCall,
        "roundsUs",
        roundsNs.stream().map(ns -> ns / 1e3).toList());
  }
}
