package dev.vaccel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has been measured, and what has not and why. Confined to one thread. */
final class SuiteTable {
  private final List<SuiteResult> results = new ArrayList<>();
  private final List<Missing> missing = new ArrayList<>();

  /**
   * What is not in the table.
   *
   * @param what operation, size and callers, or a whole part of the table
   * @param path the way; empty: all
   * @param reason why not
   */
  record Missing(String what, String path, String reason) {}

  void add(SuiteResult result) {
    results.add(result);
  }

  void addMissing(SuiteTask task, SuitePath path, String reason) {
    missing.add(new Missing(task.toString(), path.text(), reason));
  }

  void addMissing(String what, String reason) {
    missing.add(new Missing(what, "", reason));
  }

  /** By task, then in the order of the paths. */
  List<SuiteResult> results() {
    return List.copyOf(results);
  }

  List<Missing> missing() {
    return List.copyOf(missing);
  }

  /** The cell of a task, if it was measured. */
  Optional<SuiteResult> find(SuiteTask task, SuitePath path) {
    return results.stream().filter(r -> r.task().equals(task) && r.path() == path).findFirst();
  }

  /** How a result compares with its baseline; empty where it is one or that was not measured. */
  Optional<SuiteComparison> comparison(SuiteResult result) {
    return result
        .path()
        .baseline(result.task().op())
        .flatMap(baseline -> find(result.task(), baseline))
        .map(result::against);
  }
}
