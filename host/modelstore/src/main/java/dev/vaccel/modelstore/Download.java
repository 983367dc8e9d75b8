package dev.vaccel.modelstore;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.TransportException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one file over HTTPS. Nothing a server says is trusted: not the length, not where it sends
 * us (https only, a few times), not the content, whose hash the caller compares.
 */
final class Download {
  private static final String FRAGMENT = "sha256=";
  private static final int MAX_REDIRECTS = 5;
  private static final int CONNECT_MS = 10_000;
  // Between two parts: a slow server may take its time, a silent one not.
  private static final int SILENCE_MS = 30_000;
  private static final int BUFFER_BYTES = 1 << 16;

  private final URI address;
  private final SSLSocketFactory sockets;
  private final long maxBytes;
  private final Progress progress;

  /** A download of what {@link #address} made. */
  Download(URI address, @Nullable Path authorities, long maxBytes, Progress progress)
      throws IOException {
    this.address = address;
    this.sockets = Authorities.sockets(authorities);
    this.maxBytes = maxBytes;
    this.progress = progress;
  }

  /**
   * Reads an address: https, with a host, without a user.
   *
   * @throws ConfigException if it is none
   */
  static URI address(String text) {
    try {
      URI address = new URI(text);
      if ("https".equalsIgnoreCase(address.getScheme())
          && address.getHost() != null
          && address.getUserInfo() == null) {
        return address;
      }
    } catch (URISyntaxException _) {
      // reported below
    }
    throw new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "address " + text + ": expected https://HOST/PATH, without user and password");
  }

  /**
   * The hash that a file must have.
   *
   * @param given beside the address; null: not
   * @throws ConfigException if neither says it, or both and differently
   */
  static String sha256(URI address, @Nullable String given) {
    String fragment = address.getFragment();
    String inside =
        fragment != null && fragment.startsWith(FRAGMENT)
            ? fragment.substring(FRAGMENT.length()).toLowerCase(Locale.ROOT)
            : null;
    String said = given == null ? inside : given;
    if (said == null || (inside != null && !said.equals(inside))) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          said == null
              ? address
                  + ": which SHA-256 must the file have? Say it with --sha256 HEX or #sha256=HEX"
              : address + ": it says another SHA-256 than --sha256 " + said);
    }
    return requireHash(said);
  }

  static String requireHash(String sha256) {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "SHA-256 '" + sha256 + "': expected 64 hexadecimal digits, as sha256sum prints them");
    }
    return sha256;
  }

  /**
   * Fetches the file.
   *
   * @throws TransportException if the server cannot be reached or does not have it
   * @throws ResourceException EXHAUSTED if it is too large
   */
  void to(Path target) throws IOException {
    URI at = withoutFragment(address);
    for (int redirects = 0; ; redirects++) {
      HttpURLConnection connection = open(at);
      try {
        int status = status(connection, at);
        if (status == HttpURLConnection.HTTP_OK) {
          copy(connection, at, target);
          return;
        }
        String next = connection.getHeaderField("Location");
        if (status / 100 != 3 || next == null) {
          throw unreachable(at, "the server answers " + status + reason(status), null);
        }
        if (redirects == MAX_REDIRECTS) {
          throw unreachable(at, "more than " + MAX_REDIRECTS + " redirections", null);
        }
        at = redirected(at, next);
      } finally {
        connection.disconnect();
      }
    }
  }

  private static URI withoutFragment(URI uri) {
    String text = uri.toString();
    int hash = text.indexOf('#');
    return hash < 0 ? uri : URI.create(text.substring(0, hash));
  }

  private static URI redirected(URI from, String next) {
    try {
      return withoutFragment(address(from.resolve(next).toString()));
    } catch (ConfigException | IllegalArgumentException e) {
      throw unreachable(from, "it redirects to " + next + ", which is no https address", e);
    }
  }

  private HttpURLConnection open(URI at) throws IOException {
    HttpsURLConnection connection = (HttpsURLConnection) at.toURL().openConnection();
    connection.setSSLSocketFactory(sockets);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(CONNECT_MS);
    connection.setReadTimeout(SILENCE_MS);
    connection.setUseCaches(false);
    connection.setRequestProperty("Accept", "application/octet-stream, */*");
    connection.setRequestProperty("User-Agent", "vaccel");
    return connection;
  }

  private static int status(HttpURLConnection connection, URI at) {
    try {
      return connection.getResponseCode();
    } catch (UnknownHostException e) {
      throw unreachable(at, "host " + at.getHost() + " is not known", e);
    } catch (SocketTimeoutException e) {
      throw unreachable(at, "no answer in time", e);
    } catch (SSLException e) {
      throw new TransportException(
          ErrorCode.TLS_FAILED, at + ": " + e.getMessage() + " (--ca FILE names whom to trust)", e);
    } catch (IOException e) {
      throw unreachable(at, String.valueOf(e.getMessage()), e);
    }
  }

  private static String reason(int status) {
    return switch (status) {
      case 401, 403 -> " (not allowed)";
      case 404, 410 -> " (not found)";
      default -> "";
    };
  }

  private void copy(HttpURLConnection connection, URI at, Path target) throws IOException {
    long total = connection.getContentLengthLong();
    if (total > maxBytes) {
      throw tooLarge(at);
    }
    Files.createFile(target);
    long room = Files.getFileStore(target).getUsableSpace();
    if (total > room) {
      throw new ResourceException(
          ErrorCode.STORE_FULL,
          at + ": it has " + total + " bytes, the disk of the store has room for " + room);
    }
    long done = 0;
    try (InputStream in = connection.getInputStream();
        OutputStream out = Files.newOutputStream(target)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = read(in, buffer, at); read >= 0; read = read(in, buffer, at)) {
        done += read;
        if (done > maxBytes) {
          throw tooLarge(at);
        }
        out.write(buffer, 0, read);
        progress.bytes(done, Math.max(0, total));
      }
    }
    if (total >= 0 && done != total) {
      throw unreachable(at, "it ended after " + done + " of " + total + " bytes", null);
    }
  }

  private static int read(InputStream in, byte[] buffer, URI at) {
    try {
      return in.read(buffer);
    } catch (SocketTimeoutException e) {
      throw unreachable(at, "nothing came for " + SILENCE_MS / 1000 + " s", e);
    } catch (IOException e) {
      throw unreachable(at, "it broke off: " + e.getMessage(), e);
    }
  }

  private ResourceException tooLarge(URI at) {
    return new ResourceException(
        ErrorCode.EXHAUSTED, at + ": it has more than " + maxBytes + " bytes (--max-bytes)");
  }

  private static TransportException unreachable(URI at, String why, @Nullable Throwable cause) {
    return new TransportException(ErrorCode.UNREACHABLE, at + ": " + why, cause);
  }
}
