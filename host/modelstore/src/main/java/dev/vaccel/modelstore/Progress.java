package dev.vaccel.modelstore;

/** Hears how far a download is. */
@FunctionalInterface
public interface Progress {
  /** Hears nothing. */
  Progress NONE = (_, _) -> {};

  /**
   * So many bytes are there.
   *
   * @param total of so many; 0: not known
   */
  void bytes(long done, long total);
}
