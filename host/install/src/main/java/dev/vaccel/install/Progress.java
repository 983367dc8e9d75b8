package dev.vaccel.install;

/** Hears how far something is, on the thread of the caller that waits for it. */
@FunctionalInterface
public interface Progress {
  /** Nobody listens. */
  Progress NONE = (_, _, _) -> {};

  /**
   * A part of the work is done.
   *
   * @param step what is done: {@code downloading} or {@code unpacking}
   * @param done bytes of {@code total}
   */
  void update(String step, long done, long total);
}
