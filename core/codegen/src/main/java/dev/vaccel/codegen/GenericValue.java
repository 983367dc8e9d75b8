package dev.vaccel.codegen;

import java.util.List;

/**
 * Where the parts of one value stand among the arguments of a {@link GenericLayout}, in the order
 * in which they travel in a body. Numbers of slots; what stands in a list is the next value of its
 * slot.
 */
public sealed interface GenericValue {
  /** A number, text, resource or handle. */
  record One(int slot) implements GenericValue {}

  /** A number that is one of an enum's. */
  record Named(int slot, Api.EnumType type) implements GenericValue {}

  /**
   * Memory.
   *
   * @param lengths slot of the lengths of all; -1: the slot holds this memory alone
   */
  record Memory(int slot, int lengths) implements GenericValue {}

  /**
   * A tensor.
   *
   * @param type slot of the number of its element type
   */
  record OfTensor(int type, Many dims, Memory data) implements GenericValue {}

  /** A record. */
  record Fields(List<GenericValue> fields) implements GenericValue {
    /** Copies the list. */
    public Fields {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A list.
   *
   * @param counts slot of the counts; -1: its elements are one array, whose size tells
   */
  record Many(int counts, GenericValue element) implements GenericValue {}
}
