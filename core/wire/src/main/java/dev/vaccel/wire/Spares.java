package dev.vaccel.wire;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are made once and used again, the last one first: what it refers to is in a cache
 * still. One that is given back and taken again, and no other meanwhile, costs two atomic steps and
 * allocates nothing. Thread-safe.
 *
 * <p>Where no more than so many are taken at once, a taker that finds none proves that fewer were
 * made: it looks in the same order as others, and what is given back goes where they look first.
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
