package dev.vaccel.cli;

import dev.vaccel.api.Session;
import dev.vaccel.runtime.LocalRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What must not outlive this JVM, however it ends: a signal may come at any moment. The last begun
 * is ended first, so that a directory goes when nobody writes there any more. Thread-safe.
 */
final class AtExit {
  private static final long CALL_MS = 3000;
  private static final Object LOCK = new Object();
  // Guarded by the lock.
  private static final List<Entry> OPEN = new ArrayList<>();
  private static boolean installed;
  private static boolean exiting;
  private static volatile boolean stopping;
  private static volatile boolean callsLeft;

  private AtExit() {}

  private record Entry(Object begun, Runnable end) {}

  /** Makes something. */
  @FunctionalInterface
  interface Beginning<T, E extends Exception> {
    /** Makes it. */
    T begin() throws E;
  }

  /** Makes SIGINT, SIGTERM and SIGHUP end what is noted here before the JVM. */
  static void install() {
    synchronized (LOCK) {
      if (!installed) {
        installed = true;
        Runtime.getRuntime().addShutdownHook(new Thread(AtExit::endAll, "vaccel-at-exit"));
        StopRequests.handle("HUP", () -> stop(1));
        StopRequests.handle("INT", () -> stop(2));
        StopRequests.handle("TERM", () -> stop(15));
      }
    }
  }

  private static void stop(int signal) {
    synchronized (LOCK) {
      if (stopping) {
        return; // It does not take long, and timeout(1) sends each signal twice.
      }
      stopping = true;
    }
    endAll();
    int code = 128 + signal;
    if (callsLeft) {
      // ONNX Runtime's own hook frees what the call uses, which aborts the process.
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
  }

  /** Does not return where a signal decides how the process ends. */
  static void letSignalsDecide() {
    while (stopping) {
      LockSupport.park();
    }
  }

  /**
   * Begins something and notes how it is ended; nothing comes between.
   *
   * @throws Failure if the JVM is on its way out
   */
  static <T, E extends Exception> T begin(Beginning<T, E> beginning, Consumer<T> end) throws E {
    install();
    synchronized (LOCK) {
      if (exiting) {
        throw Failure.failed("interrupted");
      }
      T begun = beginning.begin();
      OPEN.addLast(new Entry(begun, () -> end.accept(begun)));
      return begun;
    }
  }

  /** Opens back ends of this process: not while it ends. */
  static LocalRuntime runtime(Beginning<LocalRuntime, RuntimeException> opening) {
    return begin(opening, _ -> {});
  }

  /** Opens a session on back ends of this process; a call that runs there is waited for. */
  static Session session(LocalRuntime runtime) {
    return begin(runtime::openSession, AtExit::endCalls);
  }

  private static void endCalls(Session session) {
    Thread closing = Thread.ofPlatform().daemon().name("vaccel-close").start(session::close);
    try {
      closing.join(CALL_MS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    callsLeft |= closing.isAlive();
  }

  /** Forgets what has been ended. */
  @SuppressWarnings("ReferenceEquality") // This one and no other.
  static void ended(Object begun) {
    synchronized (LOCK) {
      OPEN.removeIf(entry -> entry.begun == begun);
    }
  }

  private static void endAll() {
    List<Entry> open;
    synchronized (LOCK) {
      exiting = true;
      open = List.copyOf(OPEN).reversed();
      OPEN.clear();
    }
    open.forEach(entry -> entry.end.run());
  }
}
