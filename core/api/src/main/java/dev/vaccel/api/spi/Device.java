package dev.vaccel.api.spi;

/**
 * What a back end computes on.
 *
 * @param id kind and number: {@code cpu:0}, {@code cuda:0}
 * @param name its own name, for people
 * @param memoryBytes memory of its own; 0 where it shares the host's
 */
public record Device(String id, String name, long memoryBytes) {
  /** The host's processor. */
  public static final Device CPU = new Device("cpu:0", "host processor", 0);
}
