package dev.vaccel.api;

/** Told of the progress of {@link Session#register}. Called on the registering thread. */
@FunctionalInterface
public interface UploadListener {
  /** Ignores progress. */
  UploadListener NONE = (sentBytes, totalBytes) -> {};

  /**
   * Progress so far.
   *
   * @param sentBytes bytes that travelled
   * @param totalBytes bytes that will have travelled; 0 when the far side has everything already
   */
  void progress(long sentBytes, long totalBytes);
}
