package dev.vaccel.model;

import org.jspecify.annotations.Nullable;

/**
 * What a bundle says of one output of its model.
 *
 * @param name the model's own name for it; null: the model's output at this position
 * @param kind what its numbers are; null: not said
 * @param quantization how its whole numbers stand for real ones; null: not said
 */
public record ModelOutput(
    @Nullable String name, @Nullable OutputKind kind, @Nullable Quantization quantization) {
  /** An output whose numbers are not quantised. */
  public ModelOutput(@Nullable String name, @Nullable OutputKind kind) {
    this(name, kind, null);
  }
}
