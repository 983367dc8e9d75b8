package dev.vaccel.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that somebody may have meant. */
final class NearNames {
  private static final int MOST = 5;
  // Somebody's name may be a whole path; it is near to nothing.
  private static final int MAX_LENGTH = 129;

  private NearNames() {}

  private record Near(String name, int distance) {}

  /** The nearest first, at most five: a few letters off, or with the text in them. */
  static List<String> of(String text, List<String> names) {
    String asked = text.toLowerCase(Locale.ROOT);
    if (asked.isEmpty() || asked.length() > MAX_LENGTH) {
      return List.of();
    }
    List<Near> near = new ArrayList<>();
    for (String name : names) {
      String unversioned = name.replaceAll(":.*", "");
      int distance = Math.min(distance(asked, name), 1 + distance(asked, unversioned));
      boolean contains = name.contains(asked) || asked.contains(name);
      if (contains || distance <= Math.max(2, asked.length() / 3)) {
        near.add(new Near(name, distance));
      }
    }
    near.sort(Comparator.comparingInt(Near::distance).thenComparing(Near::name));
    return near.stream().limit(MOST).map(Near::name).toList();
  }

  /** Letters to change, add or take away (Levenshtein). */
  private static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return before[b.length()];
  }
}
