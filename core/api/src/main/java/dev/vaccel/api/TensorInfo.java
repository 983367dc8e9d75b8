package dev.vaccel.api;

import java.util.List;

/**
 * What a model says of one input or output.
 *
 * @param name the model's own name
 * @param elementType type of its elements
 * @param dims extents, outermost first; -1 where the call decides
 */
public record TensorInfo(String name, ElementType elementType, List<Long> dims) {
  /** Copies the list. */
  public TensorInfo {
    dims = List.copyOf(dims);
  }
}
