package dev.vaccel.agent;

import dev.vaccel.runtime.ModelSource;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The models that an agent serves by name, and who may use them.
 *
 * @param source the models; null: none
 * @param access who may use which; empty: every tenant each of them
 */
public record ServedModels(@Nullable ModelSource source, List<Access> access) {
  /** No models. */
  public static final ServedModels NONE = new ServedModels(null, List.of());

  /** Copies the list. */
  public ServedModels {
    access = List.copyOf(access);
  }

  /**
   * Allows a tenant some models. Who is named by no rule may use none, once there are rules.
   *
   * @param tenant as the log names it ({@code uid:1000}); {@code *} in it stands for any text
   * @param models names, {@code *} in it as well
   */
  public record Access(String tenant, String models) {}

  /** Which names a tenant may use. */
  Predicate<String> allowedTo(String tenant) {
    if (access.isEmpty()) {
      return _ -> true;
    }
    List<String> patterns =
        access.stream().filter(a -> matches(a.tenant(), tenant)).map(Access::models).toList();
    return name -> patterns.stream().anyMatch(p -> matches(p, name));
  }

  /** Whether the text is as the pattern, in which {@code *} stands for any text. */
  static boolean matches(String pattern, String text) {
    String[] parts = pattern.split("\\*", -1);
    if (parts.length == 1) {
      return pattern.equals(text);
    }
    String first = parts[0];
    String last = parts[parts.length - 1];
    if (text.length() < first.length() + last.length()
        || !text.startsWith(first)
        || !text.endsWith(last)) {
      return false;
    }
    int at = first.length();
    int end = text.length() - last.length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = text.indexOf(parts[i], at);
      if (found < 0 || found + parts[i].length() > end) {
        return false;
      }
      at = found + parts[i].length();
    }
    return true;
  }
}
