package dev.vaccel.backend.pytorch;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model's {@code forward} takes and gives, as its code declares it.
 *
 * @param parameters those that a call must give
 * @param result its type: {@code Tensor}, {@code Tuple[Tensor, Tensor]}
 */
record ForwardSignature(List<Parameter> parameters, String result) {
  private static final Pattern HEAD = Pattern.compile("\\bdef forward\\(");
  private static final Pattern RESULT = Pattern.compile("\\A\\s*->\\s*([^:]+):");

  /** One parameter. */
  record Parameter(String name, String type) {}

  /** The first {@code def forward(self: ..., x: Tensor) -> Tensor:} of a class; null for none. */
  static @Nullable ForwardSignature find(String code) {
    Matcher head = HEAD.matcher(code);
    if (!head.find()) {
      return null;
    }
    List<String> parts = new ArrayList<>();
    int end = split(code, head.end(), parts);
    Matcher result = RESULT.matcher(end < 0 ? "" : code.substring(end));
    if (!result.find()) {
      return null;
    }
    List<Parameter> parameters = new ArrayList<>();
    for (String part : parts.subList(Math.min(1, parts.size()), parts.size())) {
      int colon = part.indexOf(':');
      // One with a default need not be given.
      if (colon > 0 && part.indexOf('=') < 0) {
        parameters.add(
            new Parameter(part.substring(0, colon).strip(), part.substring(colon + 1).strip()));
      }
    }
    return new ForwardSignature(List.copyOf(parameters), result.group(1).strip());
  }

  /** Number of tensors in the result; -1 where the type does not say. */
  int resultTensors() {
    if (result.equals("Tensor")) {
      return 1;
    }
    Matcher tuple = Pattern.compile("Tuple\\[(Tensor(?:,\\s*Tensor)*)\\]").matcher(result);
    return tuple.matches() ? tuple.group(1).split(",", -1).length : -1;
  }

  // Splits at commas outside of brackets; gives where the closing one ends, -1 for none.
  private static int split(String code, int start, List<String> parts) {
    int depth = 0;
    int from = start;
    for (int at = start; at < code.length(); at++) {
      char c = code.charAt(at);
      if (c == '[' || c == '(') {
        depth++;
      } else if (depth > 0 && (c == ']' || c == ')')) {
        depth--;
      } else if (depth == 0 && (c == ',' || c == ')')) {
        if (!code.substring(from, at).isBlank()) {
          parts.add(code.substring(from, at).strip());
        }
        from = at + 1;
        if (c == ')') {
          return from;
        }
      }
    }
    return -1;
  }
}
