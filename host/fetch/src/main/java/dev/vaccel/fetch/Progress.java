package dev.vaccel.fetch;

/** Hears how far a download is, on the thread that fetches. */
@FunctionalInterface
public interface Progress {
  /** Nobody listens. */
  Progress NONE = (_, _) -> {};

  /**
   * So many bytes are there.
   *
   * @param total of so many; 0: not known
   */
  void bytes(long done, long total);
}
