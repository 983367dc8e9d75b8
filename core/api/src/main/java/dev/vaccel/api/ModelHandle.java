package dev.vaccel.api;

/**
 * A model that {@link TensorApi#load} loaded into a session.
 *
 * @param value number given by the session
 */
public record ModelHandle(long value) implements Handle {}
