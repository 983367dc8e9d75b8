package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Direction;
import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Documentation of a description as C comments. */
final class CComments {
  private static final Pattern INLINE = Pattern.compile("\\{@\\w+ #?([^}]*)}");
  private static final Pattern PARAM = Pattern.compile("^@param (\\w+) ?", Pattern.MULTILINE);

  private CComments() {}

  /** What an operation's comment says: its documentation, and what its pointers point to. */
  static String of(Operation operation) {
    List<String> sizes = new ArrayList<>();
    for (Parameter p : operation.segments()) {
      if (!p.size().isEmpty()) {
        String verb = p.direction() == Direction.IN ? "read" : "written";
        if (p.direction() == Direction.IN_OUT) {
          verb = "read and written";
        }
        sizes.add(CNames.identifier(p.name()) + ": " + p.size() + " bytes are " + verb);
      }
    }
    return operation.doc() + (sizes.isEmpty() ? "" : "\n\n" + String.join("\n", sizes));
  }

  /** A comment of that text, with a description's names as they are in C. */
  static String block(String indent, String doc) {
    String text =
        INLINE
            .matcher(doc)
            .replaceAll("$1")
            .replace('#', '.')
            .replace("*/", "* /")
            .replace("/*", "/ *")
            .replace("??/", "?? /");
    text =
        PARAM
            .matcher(text)
            .replaceAll(m -> Matcher.quoteReplacement(CNames.identifier(m.group(1)) + ": "))
            .replaceAll("(?m)^@returns? ", "result: ");
    if (text.isEmpty()) {
      return indent + "/* Not described. */";
    }
    if (!text.contains("\n")) {
      return indent + "/* " + text + " */";
    }
    return indent
        + "/*\n"
        + text.lines()
            .map(l -> (indent + " * " + l).stripTrailing() + "\n")
            .reduce("", String::concat)
        + indent
        + " */";
  }
}
