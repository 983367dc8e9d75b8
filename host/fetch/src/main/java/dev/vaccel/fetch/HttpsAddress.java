package dev.vaccel.fetch;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;

/** Addresses that files are fetched from, and what of them may be shown. */
public final class HttpsAddress {
  private HttpsAddress() {}

  /**
   * Reads an address: https, with a host, without a user.
   *
   * @throws ConfigException INVALID_CONFIG if it is none
   */
  public static URI parse(String text) {
    try {
      URI address = new URI(text);
      if ("https".equalsIgnoreCase(address.getScheme())
          && address.getHost() != null
          && address.getRawUserInfo() == null) {
        return URI.create(address.toASCIIString());
      }
    } catch (URISyntaxException _) {
      // reported below
    }
    throw new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "address "
            + shown(text)
            + ": expected one such as https://HOST/PATH, without user and password");
  }

  /**
   * An address for a message: printable, of one line, and without what may be a secret of who may
   * fetch it. That is user and password, and what follows the question mark.
   */
  public static String shown(URI address) {
    if (address.getHost() == null) {
      return withoutSecrets(address.toString());
    }
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    String query = address.getRawQuery() == null ? "" : "?...";
    String path = address.getRawPath() == null ? "" : address.getRawPath();
    return ForeignText.printable(
        address.getScheme() + "://" + address.getHost() + port + path + query);
  }

  /** The same for what was given or sent as an address and may be none. */
  static String shown(String text) {
    try {
      URI address = new URI(text);
      if (address.getScheme() != null) {
        return shown(address);
      }
    } catch (URISyntaxException _) {
      // told without knowing its parts
    }
    return withoutSecrets(text);
  }

  // Where nobody can say which part is the user's, everything before the last @ may be.
  private static String withoutSecrets(String text) {
    String rest =
        text.replaceFirst("(?s)^([A-Za-z][A-Za-z0-9+.-]*:/+)?.*@", "$1").replaceAll("(?s)#.*", "");
    return ForeignText.printable(rest.replaceFirst("(?s)\\?.*", "?..."));
  }
}
