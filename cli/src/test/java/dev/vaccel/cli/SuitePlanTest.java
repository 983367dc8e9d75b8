package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SuitePlanTest {
  private static final SuitePlan FULL =
      SuitePlan.full(List.of("shapes", "other"), List.of("shapes, onnx", "shapes-tflite, tflite"));
  private static final SuitePlan QUICK =
      SuitePlan.quick(List.of("shapes"), List.of("shapes, onnx"));

  private static Set<Long> sizes(SuitePlan plan, BenchOp op) {
    return plan.tasks().stream()
        .filter(task -> task.op() == op)
        .map(SuiteTask::size)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyOperationHasEveryNumberOfCallers() {
    for (SuitePlan plan : List.of(FULL, QUICK)) {
      for (BenchOp op : BenchOp.values()) {
        if (op == BenchOp.DGEMM || op == BenchOp.INFER) {
          continue; // The one is like sgemm; the others compare frameworks, one caller each.
        }
        Set<Integer> callers =
            plan.tasks().stream()
                .filter(task -> task.op() == op)
                .map(SuiteTask::callers)
                .collect(Collectors.toSet());
        assertEquals(Set.of(1, 4, 16, 64), callers, op.toString());
      }
      assertEquals(plan.tasks().size(), new HashSet<>(plan.tasks()).size(), "no task twice");
    }
  }

  @Test
  void sizesReachFromEndToEnd() {
    assertEquals(Set.of(32L, 64L, 128L, 256L, 512L, 1024L, 2048L), sizes(FULL, BenchOp.SGEMM));
    for (SuitePlan plan : List.of(FULL, QUICK)) {
      TreeSet<Long> echoes = new TreeSet<>(sizes(plan, BenchOp.ECHO));
      assertEquals(64, echoes.first());
      assertEquals(64L << 20, echoes.last());
    }
    assertEquals(1, sizes(FULL, BenchOp.INFER).size());
    assertEquals(
        2, FULL.tasks().stream().filter(task -> task.op() == BenchOp.INFER).count(), "models");
    assertEquals(16L << 20, new TreeSet<>(sizes(FULL, BenchOp.AES)).last());
    assertTrue(sizes(FULL, BenchOp.ECHO).containsAll(List.of(1L << 10, 1L << 20)));
  }

  @Test
  void everyPathHasItsBaselineInTheSameTask() {
    for (BenchOp op : BenchOp.values()) {
      List<SuitePath> paths = SuitePath.of(op);
      assertEquals(paths.stream().sorted().toList(), paths, "in the order of the table");
      for (SuitePath path : paths) {
        path.baseline(op).ifPresent(baseline -> assertTrue(paths.contains(baseline)));
      }
    }
    assertEquals(SuitePath.BARE_UNIX, SuitePath.SHM.baseline(BenchOp.NOOP).orElseThrow());
    assertEquals(SuitePath.MEMCPY, SuitePath.DIRECT.baseline(BenchOp.ECHO).orElseThrow());
    assertEquals(SuitePath.DIRECT, SuitePath.TLS.baseline(BenchOp.CLASSIFY).orElseThrow());
  }

  @Test
  void aMachineHasOneCallerAndNoLargeArguments() {
    long mib = 1 << 20;
    for (long bytes : List.of(64L, 4 * mib)) {
      assertTrue(SuitePath.of(new SuiteTask(BenchOp.ECHO, bytes, 1, "")).contains(SuitePath.VM));
    }
    assertFalse(
        SuitePath.of(new SuiteTask(BenchOp.ECHO, 4 * mib + 1, 1, "")).contains(SuitePath.VM));
    assertFalse(SuitePath.of(new SuiteTask(BenchOp.ECHO, 64, 4, "")).contains(SuitePath.VM));
    assertFalse(SuitePath.of(new SuiteTask(BenchOp.SGEMM, 2048, 1, "")).contains(SuitePath.VM));
  }

  @Test
  void cellsAreTasksTimesPaths() {
    SuiteTask noop = new SuiteTask(BenchOp.NOOP, 0, 1, "");
    SuiteTask sgemm = new SuiteTask(BenchOp.SGEMM, 32, 4, "");
    assertEquals(9 + 6, new SuitePlan(List.of(noop, sgemm), 1, 1, 1).cells());
    assertEquals("sgemm 32 × 4", sgemm.toString());
    assertEquals("noop", noop.toString());
  }
}
