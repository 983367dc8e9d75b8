package dev.vaccel.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code bench --all} measures, and how long.
 *
 * @param tasks in the order in which they run
 * @param rounds in which all paths of a task take turns
 * @param seconds measured for each path of a task, warm-up not counted
 * @param warmUpSeconds at least, before that
 */
record SuitePlan(List<SuiteTask> tasks, int rounds, double seconds, double warmUpSeconds) {
  private static final List<Integer> CALLERS = List.of(1, 4, 16, 64);
  // What is measured with more than one caller.
  private static final long SHARED_ECHO_BYTES = 64 << 10;
  private static final long SHARED_ROWS = 256;
  private static final long SHARED_WIDTH = 256;
  private static final long SHARED_CHUNK_BYTES = 64 << 10;

  SuitePlan {
    tasks = List.copyOf(tasks);
  }

  /** Everything, in about 25 minutes on two processors; models by these names. */
  static SuitePlan full(List<String> classifiers, List<String> networks) {
    long kib = 1 << 10;
    long mib = 1 << 20;
    return new SuitePlan(
        tasks(
            CALLERS,
            List.of(64L, kib, 16 * kib, 64 * kib, 256 * kib, mib, 4 * mib, 16 * mib, 64 * mib),
            List.of(32L, 64L, 128L, 256L, 512L, 1024L, 2048L),
            List.of(64L, kib, 16 * kib, 64 * kib, mib, 16 * mib),
            List.of(64L, 256L, 1024L),
            classifiers,
            networks),
        20,
        3,
        0.5);
  }

  /** The same operations at fewer sizes, in less than five minutes. */
  static SuitePlan quick(List<String> classifiers, List<String> networks) {
    long kib = 1 << 10;
    long mib = 1 << 20;
    return new SuitePlan(
        tasks(
            CALLERS,
            List.of(64L, 4 * kib, 64 * kib, mib, 16 * mib, 64 * mib),
            List.of(32L, 128L, 256L, 512L, 1024L),
            List.of(kib, 64 * kib, mib),
            List.of(256L, 1024L),
            classifiers,
            networks),
        10,
        0.3,
        0.2);
  }

  /** A little of everything, for tests: what it measures says nothing. */
  static SuitePlan tiny(List<String> classifiers, List<String> networks) {
    return new SuitePlan(
        tasks(
            List.of(1, 4),
            List.of(64L, 64L << 10),
            List.of(256L),
            List.of(64L << 10),
            List.of(256L),
            classifiers,
            networks),
        6,
        0.06,
        0.02);
  }

  /** The same with another time for each path. */
  SuitePlan withSeconds(double newSeconds) {
    return new SuitePlan(tasks, rounds, newSeconds, Math.min(warmUpSeconds, newSeconds));
  }

  private static List<SuiteTask> tasks(
      List<Integer> callers,
      List<Long> echoes,
      List<Long> matrices,
      List<Long> chunks,
      List<Long> pictures,
      List<String> classifiers,
      List<String> networks) {
    List<SuiteTask> tasks = new ArrayList<>();
    tasks.addAll(tasks(BenchOp.NOOP, List.of(0L), 0, callers, ""));
    tasks.addAll(tasks(BenchOp.ECHO, echoes, SHARED_ECHO_BYTES, callers, ""));
    tasks.addAll(tasks(BenchOp.SGEMM, matrices, SHARED_ROWS, callers, ""));
    tasks.addAll(tasks(BenchOp.AES, chunks, SHARED_CHUNK_BYTES, callers, ""));
    for (String model : classifiers) {
      tasks.addAll(tasks(BenchOp.CLASSIFY, pictures, SHARED_WIDTH, callers, model));
    }
    for (String network : networks) {
      tasks.add(new SuiteTask(BenchOp.INFER, 0, 1, network));
    }
    return tasks;
  }

  /** Each size with one caller, and one of them with more. */
  private static List<SuiteTask> tasks(
      BenchOp op, List<Long> sizes, long shared, List<Integer> callers, String model) {
    List<SuiteTask> tasks = new ArrayList<>();
    for (long size : sizes) {
      for (int number : size == shared ? callers : List.of(1)) {
        tasks.add(new SuiteTask(op, size, number, model));
      }
    }
    return tasks;
  }

  /** Widths of the pictures that are classified. */
  List<Long> widths() {
    return tasks.stream()
        .filter(task -> task.op() == BenchOp.CLASSIFY)
        .map(SuiteTask::size)
        .distinct()
        .toList();
  }

  /** Tasks times their paths. */
  int cells() {
    return tasks.stream().mapToInt(task -> SuitePath.of(task).size()).sum();
  }
}
