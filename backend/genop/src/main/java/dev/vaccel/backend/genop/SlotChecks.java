package dev.vaccel.backend.genop;

import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.codegen.Api;
import dev.vaccel.codegen.GenericLayout;
import dev.vaccel.codegen.GenericSlot;
import dev.vaccel.codegen.GenericSlot.Element;
import java.util.List;

/** What is checked of typed arguments before their content is looked at. */
final class SlotChecks {
  private SlotChecks() {}

  /** Counts, types and sizes of all arguments, and the memory that write arguments ask for. */
  static void check(GenericLayout layout, GenopArguments arguments) {
    check(arguments, "read", layout.read(), arguments.read());
    checkContent(layout.read(), arguments);
    check(arguments, "write", layout.write(), arguments.write());
    long room = 0;
    for (GenericLayout.Segment segment : layout.segments()) {
      if (segment.direction() != Api.Direction.IN) {
        TypedArgument argument = arguments.write().get(segment.slot());
        // What has data cost its caller as much. Each is bounded first: the sum cannot wrap.
        room += argument.data().byteSize() > 0 ? 0 : arguments.room(segment.slot());
      }
    }
    if (room > GenopArguments.MAX_ROOM_BYTES) {
      throw GenopErrors.invalid(
          arguments.operation()
              + ": write arguments without content of "
              + room
              + " bytes together, expected at most "
              + GenopArguments.MAX_ROOM_BYTES);
    }
  }

  private static void check(
      GenopArguments arguments,
      String which,
      List<GenericSlot> expected,
      List<TypedArgument> actual) {
    if (actual.size() != expected.size()) {
      throw GenopErrors.invalid(
          arguments.operation()
              + " with "
              + actual.size()
              + " "
              + which
              + " arguments, expected "
              + expected.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      GenericSlot slot = expected.get(i);
      ArgumentType type = actual.get(i).type();
      if (!takes(slot, type)) {
        throw GenopErrors.invalid(
            what(arguments, which, i, slot) + ": " + type + ", expected " + expected(slot));
      }
      long bytes = actual.get(i).byteSize();
      int element = slot.element().bytes() > 0 ? slot.element().bytes() : type.elementBytes();
      boolean any = slot.many() || slot.element().bytes() == 0;
      if (bytes < 0 || (any ? element > 0 && bytes % element != 0 : bytes != element)) {
        throw GenopErrors.invalid(
            what(arguments, which, i, slot) + ": " + type + " of " + bytes + " bytes");
      }
    }
  }

  /** That read arguments have what they say. */
  private static void checkContent(List<GenericSlot> slots, GenopArguments arguments) {
    for (int i = 0; i < slots.size(); i++) {
      TypedArgument argument = arguments.read().get(i);
      if (argument.data().byteSize() != argument.byteSize()) {
        throw GenopErrors.invalid(what(arguments, "read", i, slots.get(i)) + " has no content");
      }
    }
  }

  private static boolean takes(GenericSlot slot, ArgumentType type) {
    return slot.element() == Element.MEMORY
        ? type == ArgumentType.BUFFER || type == ArgumentType.RAW || type.isArray()
        : type.name().equals(slot.type());
  }

  private static String expected(GenericSlot slot) {
    return slot.element() == Element.MEMORY ? "BUFFER, RAW or an array" : slot.type();
  }

  /** An argument in messages. */
  static String what(GenopArguments arguments, String which, int index, GenericSlot slot) {
    return arguments.operation() + ", " + which + " argument " + index + " (" + slot.name() + ")";
  }
}
