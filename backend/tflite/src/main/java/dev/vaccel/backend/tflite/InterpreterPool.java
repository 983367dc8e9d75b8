package dev.vaccel.backend.tflite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The interpreters of one model: made when more runs come at once than there are, up to a limit at
 * which runs wait for each other. Thread-safe.
 */
final class InterpreterPool implements AutoCloseable {
  private final Supplier<TfliteInterpreter> maker;
  private final boolean reuse;
  private final Semaphore turns;
  // Guarded by this; the one that ran last first: its memory is in the caches.
  private final Deque<TfliteInterpreter> idle = new ArrayDeque<>();
  private int made;

  /**
   * A pool without interpreters.
   *
   * @param limit most at once
   * @param reuse whether an interpreter may run again; else each run has one of its own
   */
  InterpreterPool(Supplier<TfliteInterpreter> maker, int limit, boolean reuse) {
    this.maker = maker;
    // Not fair: a turn that is handed over costs a change of threads for each short run. Who is
    // served when is the agent's business.
    this.turns = new Semaphore(limit);
    this.reuse = reuse;
  }

  /** One for a run; waits while as many run as may. */
  TfliteInterpreter take() {
    turns.acquireUninterruptibly();
    try {
      synchronized (this) {
        TfliteInterpreter free = idle.pollFirst();
        if (free != null) {
          return free;
        }
        made++;
      }
      return make();
    } catch (RuntimeException | Error e) {
      turns.release();
      throw e;
    }
  }

  private TfliteInterpreter make() {
    boolean done = false;
    try {
      TfliteInterpreter interpreter = maker.get();
      done = true;
      return interpreter;
    } finally {
      if (!done) {
        forget();
      }
    }
  }

  /** After a run that went well. */
  void giveBack(TfliteInterpreter interpreter) {
    if (!reuse) {
      drop(interpreter);
      return;
    }
    synchronized (this) {
      idle.addFirst(interpreter);
    }
    turns.release();
  }

  /** After a run that failed: its tensors may be half allocated. */
  void drop(TfliteInterpreter interpreter) {
    forget();
    interpreter.close();
    turns.release();
  }

  private synchronized void forget() {
    made--;
  }

  /** Interpreters that exist, running or not. */
  synchronized int size() {
    return made;
  }

  /** Frees them; no run is going on. */
  @Override
  public synchronized void close() {
    idle.forEach(TfliteInterpreter::close);
    made -= idle.size();
    idle.clear();
  }
}
