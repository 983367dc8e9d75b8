package dev.vaccel.api;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives up calls from another thread. Reusable for many calls; once cancelled it stays so.
 * Thread-safe.
 */
public final class Cancellation {
  private final List<Runnable> listeners = new ArrayList<>();
  private boolean cancelled;

  /** A token that is not cancelled. */
  public Cancellation() {}

  /** Cancels every call made with this token, now and later. */
  public void cancel() {
    List<Runnable> toRun;
    synchronized (listeners) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      toRun = List.copyOf(listeners);
    }
    toRun.forEach(Runnable::run);
  }

  /** Whether {@link #cancel()} was called. */
  public boolean isCancelled() {
    synchronized (listeners) {
      return cancelled;
    }
  }

  /** Runs {@code listener} on cancellation, at once if that has happened. For call machinery. */
  public void onCancel(Runnable listener) {
    synchronized (listeners) {
      if (!cancelled) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  /** Forgets a listener of {@link #onCancel}. */
  public void removeListener(Runnable listener) {
    synchronized (listeners) {
      listeners.remove(listener);
    }
  }
}
