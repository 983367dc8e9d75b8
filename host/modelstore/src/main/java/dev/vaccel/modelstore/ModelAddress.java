package dev.vaccel.modelstore;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.fetch.HttpsAddress;
import dev.vaccel.fetch.Sha256;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a model is fetched from, and the hash that it must have. */
record ModelAddress(URI address, Sha256 sha256) {
  private static final String FRAGMENT = "sha256=";

  /**
   * Reads what an addition says of its source.
   *
   * @throws ConfigException INVALID_CONFIG if it is no https address, or if the hash is not said,
   *     or said twice and differently
   */
  static ModelAddress of(Addition addition) {
    URI address = HttpsAddress.parse(addition.source());
    String given = addition.sha256();
    String inside = inside(address);
    String said = given == null ? inside : given;
    if (said == null) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          HttpsAddress.shown(address)
              + ": which SHA-256 must the file have? Say it with --sha256 HEX or #sha256=HEX");
    }
    Sha256 sha256 = new Sha256(said);
    if (inside != null && !said.equals(inside)) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          HttpsAddress.shown(address) + ": it says another SHA-256 than --sha256 " + sha256);
    }
    return new ModelAddress(address, sha256);
  }

  private static @Nullable String inside(URI address) {
    String fragment = address.getFragment();
    return fragment != null && fragment.startsWith(FRAGMENT)
        ? fragment.substring(FRAGMENT.length()).toLowerCase(Locale.ROOT)
        : null;
  }
}
