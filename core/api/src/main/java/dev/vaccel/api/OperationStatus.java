package dev.vaccel.api;

/**
 * One row of the table operations × back ends.
 *
 * @param api name of the API
 * @param operation name of the operation
 * @param backend name of the back end
 * @param device device it computes on, such as {@code cpu:0}
 * @param available whether a call would be taken
 * @param detail version of the library used, or why it is not available
 */
public record OperationStatus(
    String api,
    String operation,
    String backend,
    String device,
    boolean available,
    String detail) {}
