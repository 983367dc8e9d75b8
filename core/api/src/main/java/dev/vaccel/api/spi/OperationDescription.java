package dev.vaccel.api.spi;

/**
 * What the machinery needs to know of one operation.
 *
 * @param api name of its API
 * @param apiId number of its API
 * @param code its number in the API
 * @param name its name
 * @param signature hash of everything that the two sides of a wire must agree on
 * @param idempotent whether repeating it is harmless
 * @param cheap whether it may run on the thread that read it
 * @param privileged whether an operator must enable its API by name
 * @param inPlace whether it may compute with memory that its caller can change meanwhile
 */
public record OperationDescription(
    String api,
    int apiId,
    int code,
    String name,
    int signature,
    boolean idempotent,
    boolean cheap,
    boolean privileged,
    boolean inPlace) {
  /** {@code api.name}, as it stands in messages. */
  public String fullName() {
    return api + "." + name;
  }
}
