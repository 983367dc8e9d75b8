package dev.vaccel.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A grammar that writes random text. Its source has rules and, with {@code #} before them, remarks;
 * a rule is its name with a colon and, each on a line of its own behind two spaces, alternatives
 * that are equally likely. In an alternative
 *
 * <ul>
 *   <li>{@code @rule@} becomes one of that rule's alternatives, {@code @^rule@} with a capital
 *       letter first, {@code @!rule@} in capital letters,
 *   <li>{@code @rule?@} becomes that or nothing,
 *   <li>{@code @rule:v@} becomes that, and {@code @:v@} the same once more later in the
 *       alternative,
 *   <li>{@code \n}, {@code \t} and {@code \s} are a line's end, a tab and a space, {@code \@} and
 *       {@code \\} what follows the backslash, and {@code @@} is {@code @} too.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 */
final class Grammar {
  /** Where rules that are rich in themselves stop: more than any text that is used. */
  private static final int LONGEST = 400;

  private static final Pattern PART =
      Pattern.compile(
          "@(?<form>[\\^!]?)(?<rule>[a-z][a-z0-9_]*)(?<maybe>\\??)(:(?<mark>[a-z]))?@"
              + "|@:(?<again>[a-z])@"
              + "|@@|\\\\(?<escaped>.)");

  /** A piece of an alternative. */
  private sealed interface Part {}

  private record Text(String text) implements Part {}

  private record Call(String rule, String form, boolean maybe, String mark) implements Part {}

  private record Again(String mark) implements Part {}

  private final Map<String, List<List<Part>>> rules = new HashMap<>();

  private Grammar() {}

  /**
   * Reads the resources {@code NAME.grammar} beside this class; a rule of a later one replaces that
   * of an earlier one.
   */
  static Grammar ofResources(String... names) {
    var sources = new ArrayList<String>();
    for (String name : names) {
      String resource = name + ".grammar";
      try (InputStream in = Grammar.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalArgumentException("there is no " + resource);
        }
        sources.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(resource, e);
      }
    }
    return of(sources);
  }

  /**
   * Reads sources.
   *
   * @throws IllegalArgumentException for a line that is none, or a rule that does not exist
   */
  static Grammar of(List<String> sources) {
    var grammar = new Grammar();
    sources.forEach(grammar::read);
    grammar.rules.forEach((name, rule) -> grammar.check(name, rule));
    return grammar;
  }

  private void read(String source) {
    @Nullable List<List<Part>> rule = null;
    for (String line : source.lines().toList()) {
      if (line.startsWith("  ")) {
        if (rule == null) {
          throw new IllegalArgumentException("\"" + line + "\" stands before the first rule");
        }
        rule.add(parts(line.substring(2)));
      } else if (line.matches("[a-z][a-z0-9_]*:")) {
        rule = new ArrayList<>();
        rules.put(line.substring(0, line.length() - 1), rule);
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        throw new IllegalArgumentException(
            "grammar line \""
                + line
                + "\": expected a rule, \"  an alternative\" or \"# a remark\"");
      }
    }
  }

  private static List<Part> parts(String alternative) {
    var parts = new ArrayList<Part>();
    Matcher matcher = PART.matcher(alternative);
    int end = 0;
    while (matcher.find()) {
      parts.add(new Text(alternative.substring(end, matcher.start())));
      parts.add(part(matcher));
      end = matcher.end();
    }
    parts.add(new Text(alternative.substring(end)));
    return parts;
  }

  private static Part part(Matcher found) {
    if (found.group("rule") != null) {
      String mark = found.group("mark") == null ? "" : found.group("mark");
      boolean maybe = !found.group("maybe").isEmpty();
      return new Call(found.group("rule"), found.group("form"), maybe, mark);
    }
    if (found.group("again") != null) {
      return new Again(found.group("again"));
    }
    String escaped = found.group("escaped") == null ? "@" : found.group("escaped");
    return new Text(
        switch (escaped) {
          case "n" -> "\n";
          case "t" -> "\t";
          case "s" -> " ";
          default -> escaped;
        });
  }

  private void check(String name, List<List<Part>> rule) {
    if (rule.isEmpty()) {
      throw new IllegalArgumentException("rule " + name + " has no alternative");
    }
    for (var alternative : rule) {
      for (var part : alternative) {
        if (part instanceof Call call && !rules.containsKey(call.rule())) {
          throw new IllegalArgumentException("rule " + name + " uses " + call.rule() + ": no rule");
        }
      }
    }
  }

  /** Writes one of a rule's texts. The same state of {@code random} gives the same text. */
  String write(String rule, SplittableRandom random) {
    var out = new StringBuilder();
    write(rule, random, out);
    return out.toString();
  }

  private void write(String name, SplittableRandom random, StringBuilder out) {
    var rule = rules.get(name);
    if (rule == null) {
      throw new IllegalArgumentException("there is no rule " + name);
    }
    Map<String, String> marks = new HashMap<>();
    for (var part : rule.get(random.nextInt(rule.size()))) {
      if (out.length() > LONGEST) {
        return;
      }
      switch (part) {
        case Text text -> out.append(text.text());
        case Again again -> out.append(marks.getOrDefault(again.mark(), ""));
        case Call call -> {
          if (call.maybe() && random.nextBoolean()) {
            continue;
          }
          int start = out.length();
          write(call.rule(), random, out);
          form(call.form(), out, start);
          marks.put(call.mark(), out.substring(start));
        }
      }
    }
  }

  private static void form(String form, StringBuilder out, int start) {
    if (!form.isEmpty() && start < out.length()) {
      int end = form.equals("!") ? out.length() : start + 1;
      out.replace(start, end, out.substring(start, end).toUpperCase(Locale.ROOT));
    }
  }
}
