package dev.vaccel.api;

/**
 * A typed name for something that a back end keeps for one session. Meaningless, and answered with
 * "not found", in any other session. Implemented by records with one {@code long value}.
 */
public interface Handle {
  /** The number behind the handle. */
  long value();
}
