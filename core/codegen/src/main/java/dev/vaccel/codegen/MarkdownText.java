package dev.vaccel.codegen;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A description's documentation in Markdown, taken apart.
 *
 * @param body what it is
 * @param parameters what is said of each, in one line
 * @param result what is said of the result, in one line; empty for nothing
 */
record MarkdownText(String body, Map<String, String> parameters, String result) {
  private static final Pattern CODE = Pattern.compile("\\{@code ([^}]*)}");
  private static final Pattern LINK = Pattern.compile("\\{@link\\w* (?:[^}]*#)?([^ }]*)[^}]*}");
  private static final Pattern TAG = Pattern.compile("(?m)^@(\\w+) ?");

  /** The text without tags. */
  static String of(String doc) {
    return parse(doc).body();
  }

  static MarkdownText parse(String doc) {
    Matcher tag = TAG.matcher(doc);
    int end = doc.length();
    Map<String, String> parameters = new HashMap<>();
    String result = "";
    StringBuilder errors = new StringBuilder();
    if (tag.find()) {
      end = tag.start();
      boolean more = true;
      while (more) {
        String kind = tag.group(1);
        int from = tag.end();
        more = tag.find();
        String text = doc.substring(from, more ? tag.start() : doc.length());
        switch (kind) {
          case "param" -> {
            String[] words = text.split("\\s+", 2);
            parameters.put(words[0], words.length < 2 ? "" : line(words[1]));
          }
          case "return" -> result = line(text);
          case "throws" -> errors.append("\n\nFails with ").append(sentence(line(text)));
          default -> {} // said in the source
        }
      }
    }
    return new MarkdownText(
        inline(doc.substring(0, end)).strip() + errors, Map.copyOf(parameters), result);
  }

  /** What is said of a parameter. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  private static String line(String text) {
    return inline(text).strip().replaceAll("\\s+", " ").replace("|", "\\|");
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  private static String inline(String text) {
    String code = CODE.matcher(text).replaceAll("`$1`");
    return LINK.matcher(code).replaceAll("`$1`").replace("<p>", "\n").replace("&lt;", "<");
  }
}
