package dev.vaccel.runtime;

import dev.vaccel.api.ResourceId;

/**
 * A model that can be used by its name.
 *
 * @param name {@code NAME} or {@code NAME:VERSION}
 * @param resource its content
 * @param lengthBytes size of all its files
 * @param task what it answers: {@code classify}
 * @param format what its file is: {@code onnx}
 * @param licence SPDX identifier or text; empty if not said
 */
public record NamedModel(
    String name,
    ResourceId resource,
    long lengthBytes,
    String task,
    String format,
    String licence) {}
