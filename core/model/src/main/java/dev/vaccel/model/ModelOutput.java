package dev.vaccel.model;

import org.jspecify.annotations.Nullable;

/**
 * What a bundle says of one output of its model.
 *
 * @param name the model's own name for it; null: the model's first output
 * @param kind what its numbers are; null: not said
 */
public record ModelOutput(@Nullable String name, @Nullable OutputKind kind) {}
