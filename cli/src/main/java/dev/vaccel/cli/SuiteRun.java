package dev.vaccel.cli;

import dev.vaccel.api.Session;
import dev.vaccel.api.VaccelException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures a plan. All paths of a task are open at once and take turns, round by round, each round
 * beginning with another: what disturbs the machine disturbs them alike. Confined to one thread.
 */
final class SuiteRun {
  // The first task finds every process new: its compilers have most to do.
  private static final int RUN_IN = 10;

  private final SuitePlan plan;
  private final SuiteServers servers;
  private final Map<String, BenchModel> models;
  private final SuitePictures pictures;
  private final @Nullable SuiteMachine machine;
  private final SuiteTable table = new SuiteTable();

  /**
   * A run that has measured nothing yet.
   *
   * @param models those that the plan names
   * @param machine null: that path is left out
   */
  SuiteRun(
      SuitePlan plan,
      SuiteServers servers,
      Map<String, BenchModel> models,
      SuitePictures pictures,
      @Nullable SuiteMachine machine) {
    this.plan = plan;
    this.servers = servers;
    this.models = models;
    this.pictures = pictures;
    this.machine = machine;
  }

  /**
   * Measures everything.
   *
   * @param progress is told how many tasks are done and what comes next
   */
  SuiteTable run(BiConsumer<Integer, SuiteTask> progress) throws IOException {
    for (int i = 0; i < plan.tasks().size(); i++) {
      progress.accept(i, plan.tasks().get(i));
      long warmUpNs = (long) (plan.warmUpSeconds() * 1e9);
      measure(plan.tasks().get(i), i == 0 ? RUN_IN * warmUpNs : warmUpNs);
    }
    return table;
  }

  private void measure(SuiteTask task, long warmUpNs) throws IOException {
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      List<SuiteCell> cells = new ArrayList<>();
      for (SuitePath path : SuitePath.of(task)) {
        if (path != SuitePath.VM || machine != null) {
          attempt(task, path, () -> cells.add(open(task, path, opened)));
        }
      }
      long sliceNs = (long) (plan.seconds() * 1e9 / plan.rounds());
      for (SuiteCell cell : List.copyOf(cells)) {
        if (!attempt(task, cell.path(), () -> cell.warmUp(warmUpNs))) {
          cells.remove(cell);
        }
      }
      for (int round = 0; round < plan.rounds(); round++) {
        for (SuiteCell cell : List.copyOf(cells)) {
          if (!attempt(task, cell.path(), () -> cell.round(sliceNs))) {
            cells.remove(cell);
          }
        }
        Collections.rotate(cells, 1);
      }
      cells.sort(Comparator.comparing(SuiteCell::path));
      cells.forEach(cell -> table.add(cell.result(task)));
    } finally {
      SuiteServers.closeAll(opened.reversed());
    }
  }

  /** Part of a measurement. */
  @FunctionalInterface
  private interface Part {
    /** Does it. */
    void run() throws IOException;
  }

  /** Whether it went well; else the table says why not, and the other paths go on. */
  private boolean attempt(SuiteTask task, SuitePath path, Part part) {
    try {
      part.run();
      return true;
    } catch (IOException | VaccelException e) {
      table.addMissing(task, path, ErrorReport.message(e));
      return false;
    } catch (OutOfMemoryError e) {
      // The largest echoes take a gigabyte, all paths together.
      table.addMissing(task, path, e.toString());
      return false;
    }
  }

  private SuiteCell open(SuiteTask task, SuitePath path, List<AutoCloseable> opened)
      throws IOException {
    byte[] picture = task.op() == BenchOp.CLASSIFY ? pictures.ofWidth(task.size()) : new byte[0];
    BenchModel model = models.get(task.model());
    long bytes =
        switch (task.op()) {
          case CLASSIFY -> picture.length;
          case INFER -> model == null ? 0 : model.inputBytes();
          default -> task.argumentBytes();
        };
    if (path == SuitePath.VM && machine != null) {
      return new SuiteCell(path, new SuiteMachineCalls(machine, task), machine.processes(), bytes);
    }
    BenchCalls calls = new BenchCalls(picture);
    String backend = model == null ? "" : model.backend();
    List<BenchStep> steps = new ArrayList<>();
    for (int i = 0; i < task.callers(); i++) {
      steps.add(
          switch (path) {
            case MEMCPY -> memcpy(task.size(), opened);
            case BARE_UNIX, BARE_TCP -> ping(task, servers.bareAddress(path), opened);
            default -> {
              Session session = servers.session(path, backend);
              opened.add(() -> close(session));
              yield calls.step(task.benchCase(model), session);
            }
          });
    }
    SuiteCallers callers = SuiteCallers.start(steps);
    opened.add(callers);
    return new SuiteCell(path, callers, servers.processes(path), bytes);
  }

  private static void close(Session session) {
    session.close();
    AtExit.ended(session);
  }

  private static BenchStep memcpy(long bytes, List<AutoCloseable> opened) {
    Arena arena = Arena.ofShared();
    opened.add(arena);
    MemorySegment from = arena.allocate(bytes, 64);
    MemorySegment to = arena.allocate(bytes, 64);
    from.fill((byte) 0x5a);
    return () -> MemorySegment.copy(from, 0, to, 0, bytes);
  }

  private static BenchStep ping(SuiteTask task, String address, List<AutoCloseable> opened)
      throws IOException {
    BarePeer peer = BenchRun.peer(address, task.benchCase());
    opened.add(peer);
    return peer::ping;
  }
}
