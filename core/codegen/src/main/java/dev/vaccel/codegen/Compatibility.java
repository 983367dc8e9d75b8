package dev.vaccel.codegen;

import java.util.ArrayList;
import java.util.List;

/** Compares a description with the committed one. */
final class Compatibility {
  private Compatibility() {}

  /** What clients built against {@code old} would trip over; empty when nothing. */
  static List<String> breaks(Api old, Api current) {
    List<String> breaks = new ArrayList<>();
    if (old.id() != current.id()) {
      breaks.add(old.name() + ": its id " + old.id() + " became " + current.id());
    }
    if (current.version() < old.version()) {
      breaks.add(old.name() + ": its version fell from " + old.version());
    }
    for (Api.Operation before : old.operations()) {
      Api.Operation after =
          current.operations().stream()
              .filter(o -> o.code() == before.code())
              .findFirst()
              .orElse(null);
      String name = old.name() + "." + before.name();
      if (after == null) {
        if (current.version() <= old.version()) {
          breaks.add(name + ": code " + before.code() + " is gone; raise the version of the API");
        }
      } else if (after.version() <= before.version()) {
        if (!Signatures.text(old, before).equals(Signatures.text(current, after))) {
          breaks.add(name + ": its signature changed; raise the version of the operation");
        }
        if (before.idempotent() && !after.idempotent()) {
          breaks.add(name + ": clients repeat it; raise the version of the operation");
        }
      }
    }
    return breaks;
  }
}
