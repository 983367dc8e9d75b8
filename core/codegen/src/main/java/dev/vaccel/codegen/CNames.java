package dev.vaccel.codegen;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names in C, from names of a description: {@code topK} becomes {@code top_k}. */
final class CNames {
  // C11, section 6.4.1, and what <stdbool.h> and C++ make of some names.
  private static final Set<String> RESERVED =
      Set.of(
          ("auto break case char const continue default do double else enum extern float for goto"
               + " if inline int long register restrict return short signed sizeof static struct"
               + " switch typedef union unsigned void volatile while bool true false class delete"
               + " explicit export friend mutable namespace new operator private protected public"
               + " template this throw try catch using virtual typename and or not xor asm")
              .split(" "));

  private CNames() {}

  /** As part of a name. */
  static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
        .replace('-', '_')
        .toLowerCase(Locale.ROOT);
  }

  /** As a name of its own, of a field or parameter. */
  static String identifier(String name) {
    String snake = snake(name);
    return RESERVED.contains(snake) ? snake + "_" : snake;
  }

  /** As part of the name of a constant. */
  static String upper(String name) {
    return snake(name).toUpperCase(Locale.ROOT);
  }

  /**
   * Checks that names of one scope are still apart in C.
   *
   * @throws DescriptionException if two are not, or one is reserved for generated code
   */
  static void requireDistinct(String scope, Iterable<String> names, String... taken) {
    Set<String> seen = new HashSet<>(Set.of(taken));
    for (String name : names) {
      if (!seen.add(identifier(name))) {
        throw new DescriptionException(
            scope + ": '" + name + "' cannot be told from another name in C: rename it");
      }
    }
  }
}
