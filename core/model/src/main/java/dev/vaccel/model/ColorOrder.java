package dev.vaccel.model;

/** Channels of a picture tensor, in their order. */
public enum ColorOrder {
  /** Red, green, blue. */
  RGB,
  /** Blue, green, red. */
  BGR,
  /** Luma alone (ITU-R BT.601). */
  GRAY;

  /** Number of channels. */
  public int channels() {
    return this == GRAY ? 1 : 3;
  }
}
