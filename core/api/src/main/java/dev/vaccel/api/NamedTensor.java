package dev.vaccel.api;

/**
 * A tensor with the name of the model input or output that it belongs to.
 *
 * @param name the model's own name for the input or output
 * @param tensor the value
 */
public record NamedTensor(String name, Tensor tensor) {}
