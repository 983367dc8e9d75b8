package dev.vaccel.api;

import java.util.List;

/**
 * What a model says of one input or output.
 *
 * @param name the model's own name
 * @param elementType type of its elements
 * @param dims extents, outermost first; -1 where the call decides; {@link #ANY_SHAPE} where it
 *     decides even how many there are
 */
public record TensorInfo(String name, ElementType elementType, List<Long> dims) {
  /** Dimensions of a tensor that may have any number of them. */
  public static final List<Long> ANY_SHAPE = List.of(-2L);

  /** Copies the list. */
  public TensorInfo {
    dims = List.copyOf(dims);
  }
}
