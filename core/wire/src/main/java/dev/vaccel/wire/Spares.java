package dev.vaccel.wire;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are made once and used again, the last one first: what it refers to is in a cache
 * still. One that is given back and taken again, and no other meanwhile, costs two atomic steps and
 * allocates nothing. Thread-safe.
 *
 * <p>Where N permits say how many are in use, takers that find none make N at most: one that is
 * given back is here before its permit is, and whoever gets that permit looks there first. So the
 * others are never fewer than the takers that have found no last one.
 */
public final class Spares<T> {
  private final AtomicReference<@Nullable T> last = new AtomicReference<>();
  private final ConcurrentLinkedDeque<T> others = new ConcurrentLinkedDeque<>();

  /** None yet. */
  public Spares() {}

  /** One that was given back; null if all that were made are in use. */
  public @Nullable T take() {
    T taken = last.getAndSet(null);
    return taken != null ? taken : others.pollFirst();
  }

  /** Gives one back, for anybody. */
  public void give(T spare) {
    T before = last.getAndSet(spare);
    if (before != null) {
      others.addFirst(before);
    }
  }
}
