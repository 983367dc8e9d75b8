package dev.vaccel.runtime;

import java.util.List;

/**
 * What a session asks for.
 *
 * @param backends names of the back ends that may serve it; empty: any
 */
public record SessionOptions(List<String> backends) {
  /** Any back end. */
  public static final SessionOptions DEFAULT = new SessionOptions(List.of());

  /** Copies the list. */
  public SessionOptions {
    backends = List.copyOf(backends);
  }
}
