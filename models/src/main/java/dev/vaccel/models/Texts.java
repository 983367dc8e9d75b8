package dev.vaccel.models;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Writes texts of each {@link TextKind} by its grammar: the same seed gives the same text on every
 * machine. Thread-safe.
 */
final class Texts {
  /** Texts that are cut keep at least so many characters, where they have them. */
  private static final int SHORTEST = 12;

  /** What writes each kind, by its rule {@code text}. */
  private static final Map<TextKind, Grammar> GRAMMARS =
      TextKind.classes().stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  kind -> kind, kind -> Grammar.ofResources("common", kind.label())));

  private Texts() {}

  /**
   * Writes one text of the distribution that the model is trained and measured on: each kind
   * equally likely, one line or a few, sometimes without its beginning or end.
   *
   * @param seed names a stream of texts; streams of different seeds share no random number
   * @param index which text of the stream
   */
  static LabelledText sample(long seed, long index) {
    var random = Streams.at(seed, index);
    var kind = TextKind.classes().get(random.nextInt(TextKind.classes().size()));
    String text = write(kind, random);
    int more = Math.max(0, random.nextInt(8) - 5);
    for (int i = 0; i < more; i++) {
      text += "\n" + write(kind, random);
    }
    return new LabelledText(cut(text, random), kind);
  }

  private static String write(TextKind kind, SplittableRandom random) {
    var grammar = GRAMMARS.get(kind);
    if (grammar == null) {
      throw new AssertionError("every kind has a grammar");
    }
    return grammar.write("text", random);
  }

  private static String cut(String text, SplittableRandom random) {
    int spare = Math.max(0, Math.min(text.length(), TextModel.LENGTH) - SHORTEST);
    return switch (random.nextInt(8)) {
      case 0, 1 -> text.substring(random.nextInt(spare + 1));
      case 2 -> text.substring(0, text.length() - random.nextInt(spare + 1));
      default -> text;
    };
  }
}
