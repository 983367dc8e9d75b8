package dev.vaccel.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code bench --all} measures, and how long.
 *
 * @param tasks in the order in which they run
 * @param rounds in which all paths of a task take turns
 * @param seconds measured for each path of a task, warm-up not counted
 */
record SuitePlan(List<SuiteTask> tasks, int rounds, double seconds) {
  private static final List<Integer> CALLERS = List.of(1, 4, 16, 64);

  SuitePlan {
    tasks = List.copyOf(tasks);
  }

  /** Everything, in about twenty minutes on two processors; classifiers by these names. */
  static SuitePlan full(List<String> models) {
    long kib = 1 << 10;
    long mib = 1 << 20;
    return new SuitePlan(
        tasks(
            List.of(64L, kib, 16 * kib, 64 * kib, 256 * kib, mib, 4 * mib, 16 * mib, 64 * mib),
            List.of(32L, 64L, 128L, 256L, 512L, 1024L, 2048L),
            List.of(64L, 256L, 1024L),
            models),
        20,
        3);
  }

  /** The same operations at fewer sizes, in less than five minutes. */
  static SuitePlan quick(List<String> models) {
    long kib = 1 << 10;
    long mib = 1 << 20;
    return new SuitePlan(
        tasks(
            List.of(64L, 4 * kib, 64 * kib, mib, 16 * mib, 64 * mib),
            List.of(32L, 128L, 256L, 512L, 1024L),
            List.of(256L, 1024L),
            models),
        10,
        0.6);
  }

  /** The same with another time for each path. */
  SuitePlan withSeconds(double newSeconds) {
    return new SuitePlan(tasks, rounds, newSeconds);
  }

  private static List<SuiteTask> tasks(
      List<Long> echoes, List<Long> matrices, List<Long> pictures, List<String> models) {
    List<SuiteTask> tasks = new ArrayList<>();
    add(tasks, BenchOp.NOOP, List.of(0L), 0, "");
    add(tasks, BenchOp.ECHO, echoes, 64 << 10, "");
    add(tasks, BenchOp.SGEMM, matrices, 256, "");
    models.forEach(model -> add(tasks, BenchOp.CLASSIFY, pictures, 256, model));
    return tasks;
  }

  /** Each size with one caller, and one of them with more. */
  private static void add(
      List<SuiteTask> tasks, BenchOp op, List<Long> sizes, long shared, String model) {
    for (long size : sizes) {
      for (int callers : size == shared ? CALLERS : List.of(1)) {
        tasks.add(new SuiteTask(op, size, callers, model));
      }
    }
  }

  /** Tasks times their paths. */
  int cells() {
    return tasks.stream().mapToInt(task -> SuitePath.of(task.op()).size()).sum();
  }
}
