package dev.vaccel.modelstore;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a model is called: {@code squeezenet} or {@code squeezenet:1.1}. Lower case only, so that
 * names mean the same on every file system; no {@code /} and no dot in front, so that none is a
 * path.
 *
 * @param name its name
 * @param version its version; empty: none
 */
public record ModelName(String name, String version) {
  /** What a name may be, for messages. */
  public static final String FORM =
      "NAME or NAME:VERSION of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit, at"
          + " most 64 characters each";

  private static final int MAX_LENGTH = 64;
  private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /** Checks both. */
  public ModelName {
    if (!PART.matcher(name).matches() || (!version.isEmpty() && !PART.matcher(version).matches())) {
      throw none(name + (version.isEmpty() ? "" : ":" + version));
    }
  }

  private static ConfigException none(String text) {
    return new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "model name '" + text.replaceAll("\\p{Cntrl}", "?") + "': expected " + FORM);
  }

  /** Reads one. */
  public static ModelName parse(String text) {
    int colon = text.indexOf(':');
    if (colon == text.length() - 1 && colon >= 0) {
      throw none(text);
    }
    return colon < 0
        ? new ModelName(text, "")
        : new ModelName(text.substring(0, colon), text.substring(colon + 1));
  }

  /** Reads one that somebody may have made up; empty if it is none. */
  static Optional<ModelName> of(String text) {
    if (text.length() > 2 * MAX_LENGTH + 1) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(text));
    } catch (ConfigException _) {
      return Optional.empty();
    }
  }

  /** The name that the last part of a path or address suggests; empty if it suggests none. */
  static Optional<ModelName> suggestedBy(String source) {
    Path last = Path.of(source.replace(':', '/')).getFileName();
    if (last == null) {
      return Optional.empty();
    }
    String base = last.toString().toLowerCase(Locale.ROOT);
    int dot = base.lastIndexOf('.');
    if (dot > 0) {
      base = base.substring(0, dot);
    }
    base = base.replaceAll("[^a-z0-9._-]+", "-").replaceAll("^[._-]+", "");
    return of(base.length() > MAX_LENGTH ? base.substring(0, MAX_LENGTH) : base);
  }

  /** As it is written, and what its index file is called. */
  @Override
  public String toString() {
    return version.isEmpty() ? name : name + ":" + version;
  }
}
