package dev.vaccel.api.spi;

import java.util.Set;

/**
 * Operations of one API that a back end has.
 *
 * @param api the described interface
 * @param operations names of operations; empty stands for all of them
 */
public record Capability(Class<?> api, Set<String> operations) {
  /** Copies the set. */
  public Capability {
    operations = Set.copyOf(operations);
  }

  /** All operations of an API. */
  public static Capability all(Class<?> api) {
    return new Capability(api, Set.of());
  }

  /** Whether the operation is among them. */
  public boolean covers(Class<?> otherApi, String operation) {
    return api == otherApi && (operations.isEmpty() || operations.contains(operation));
  }
}
