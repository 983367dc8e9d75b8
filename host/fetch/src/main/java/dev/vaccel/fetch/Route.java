package dev.vaccel.fetch;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where servers have sent us, for messages and for the next request.
 *
 * @param asked the address that was given
 * @param at the one that is asked now
 * @param redirections how many have led there
 */
record Route(URI asked, URI at, int redirections) {
  static final int MOST = 5;

  static Route to(URI address) {
    return new Route(address, withoutFragment(address), 0);
  }

  /**
   * Goes where a server sends us: https only, a few times.
   *
   * @param location what it says, which may be relative
   */
  Route redirected(String location) {
    if (redirections == MOST) {
      throw unreachable("more than " + MOST + " redirections", null);
    }
    try {
      URI next = HttpsAddress.parse(at.resolve(location).toString());
      return new Route(asked, withoutFragment(next), redirections + 1);
    } catch (ConfigException | IllegalArgumentException e) {
      throw unreachable(
          "it redirects to " + HttpsAddress.shown(location) + ", which is no https address", e);
    }
  }

  private static URI withoutFragment(URI uri) {
    String text = uri.toString();
    int hash = text.indexOf('#');
    return hash < 0 ? uri : URI.create(text.substring(0, hash));
  }

  TransportException unreachable(String why, @Nullable Throwable cause) {
    return failed(ErrorCode.UNREACHABLE, why, cause);
  }

  TransportException failed(ErrorCode code, String why, @Nullable Throwable cause) {
    return new TransportException(code, "cannot fetch " + this + ": " + why, cause);
  }

  @Override
  public String toString() {
    String first = HttpsAddress.shown(asked);
    return redirections == 0 ? first : first + " (redirected to " + HttpsAddress.shown(at) + ")";
  }
}
