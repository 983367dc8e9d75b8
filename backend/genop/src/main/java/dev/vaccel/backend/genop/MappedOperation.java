package dev.vaccel.backend.genop;

import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.spi.SessionContext;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One of upstream's operations and what it is here.
 *
 * @param name upstream's
 * @param read types of the first read arguments
 * @param write types of the first write arguments
 * @param more whether arguments of any type may follow
 */
record MappedOperation(
    String name, List<ArgumentType> read, List<ArgumentType> write, boolean more, Mapping mapping) {

  /** Calls the described operation. */
  @FunctionalInterface
  interface Mapping {
    /** Returns what became of the write arguments. */
    List<MemorySegment> call(SessionContext context, GenopArguments arguments);
  }

  /** Checks counts and types, as upstream's unpackers do, before anything is computed. */
  void check(GenopArguments arguments) {
    check("read", read, arguments.read());
    check("write", write, arguments.write());
  }

  private void check(String which, List<ArgumentType> expected, List<TypedArgument> actual) {
    if (more ? actual.size() < expected.size() : actual.size() != expected.size()) {
      throw GenopErrors.invalid(
          name
              + " with "
              + actual.size()
              + " "
              + which
              + " arguments, expected "
              + (more ? "at least " : "")
              + expected.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      ArgumentType type = expected.get(i);
      String what = name + ", " + which + " argument " + i;
      if (actual.get(i).type() != type) {
        throw GenopErrors.invalid(what + ": " + actual.get(i).type() + ", expected " + type);
      }
      int element = type.elementBytes();
      long bytes = actual.get(i).byteSize();
      boolean right =
          element == 0 || (type.isArray() ? bytes > 0 && bytes % element == 0 : bytes == element);
      if (!right || bytes < 0) {
        throw GenopErrors.invalid(what + ": " + type + " of " + bytes + " bytes");
      }
    }
  }
}
