package dev.vaccel.modelstore;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What to add to a store.
 *
 * @param source a model file, a bundle (directory or zip), or an {@code https:} address of a file
 * @param name what it will be called; null: as its source suggests
 * @param sha256 SHA-256 that the file must have, 64 lower-case hexadecimal digits; null: none for
 *     files, the address's {@code #sha256=...} for an address
 * @param replace whether it may take the place of another model of that name
 * @param authorities certificates (PEM) that a server's must match; null: those of the JDK
 * @param maxBytes most bytes of it, packed or not
 */
public record Addition(
    String source,
    @Nullable ModelName name,
    @Nullable String sha256,
    boolean replace,
    @Nullable Path authorities,
    long maxBytes) {
  /** As large as an agent takes by default. */
  public static final long MAX_BYTES = 8L << 30;

  /** An addition under a name, by defaults. */
  public static Addition of(String source, ModelName name) {
    return new Addition(source, name, null, false, null, MAX_BYTES);
  }

  /** Whether the source is an address and no path. */
  public boolean isRemote() {
    return source.regionMatches(true, 0, "https:", 0, 6)
        || source.regionMatches(true, 0, "http:", 0, 5);
  }
}
