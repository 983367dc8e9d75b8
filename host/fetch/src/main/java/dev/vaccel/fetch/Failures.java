package dev.vaccel.fetch;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the JDK's HTTP client and servers say, in words. */
final class Failures {
  private Failures() {}

  /** A request that got no answer. */
  static TransportException of(Route route, Throwable failure) {
    if (find(failure, UnresolvedAddressException.class) != null
        || find(failure, UnknownHostException.class) != null) {
      return route.unreachable(host(route.at(), false) + " is not known", failure);
    }
    if (find(failure, HttpConnectTimeoutException.class) != null) {
      return route.unreachable("no connection in time to " + host(route.at(), true), failure);
    }
    SSLException tls = find(failure, SSLException.class);
    if (tls != null) {
      return route.failed(ErrorCode.TLS_FAILED, text(tls), failure);
    }
    if (find(failure, ConnectException.class) != null) {
      // The client keeps to itself which of them it is.
      return route.unreachable(
          "no connection to " + host(route.at(), true) + ": refused, or no way there", failure);
    }
    return route.unreachable(text(failure), failure);
  }

  private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return type.cast(each);
      }
    }
    return null;
  }

  /** Whom we tried to reach: a proxy where the JDK has one for the address. */
  private static String host(URI address, boolean withPort) {
    ProxySelector proxies = ProxySelector.getDefault();
    Proxy proxy = proxies == null ? Proxy.NO_PROXY : proxies.select(address).getFirst();
    if (proxy.address() instanceof InetSocketAddress at) {
      return "proxy " + at.getHostString() + (withPort ? ":" + at.getPort() : "");
    }
    int port = address.getPort() < 0 ? 443 : address.getPort();
    return "host " + address.getHost() + (withPort ? ":" + port : "");
  }

  /** A failure's own words, or those of what caused it, or its name. */
  static String text(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each.getMessage() != null) {
        return ForeignText.printable(each.getMessage());
      }
    }
    return failure.getClass().getSimpleName();
  }

  static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  static String status(int status) {
    return switch (status) {
      case 401, 403 -> status + " (not allowed)";
      case 404, 410 -> status + " (not found)";
      case 407 -> status + " (the proxy wants a password)";
      case 429, 503 -> status + " (too busy; try later)";
      default -> String.valueOf(status);
    };
  }
}
