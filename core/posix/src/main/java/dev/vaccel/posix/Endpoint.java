package dev.vaccel.posix;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** One end of a socket. */
public sealed interface Endpoint {
  /** Most bytes of a unix path or abstract name: sun_path has 108, one is a zero. */
  int MAX_UNIX_NAME_BYTES = 107;

  /**
   * A socket file.
   *
   * @param path UTF-8 encoded at most {@link #MAX_UNIX_NAME_BYTES} long, not empty
   */
  record UnixPath(String path) implements Endpoint {
    /** Checks the length. */
    public UnixPath {
      requireUnixName(path);
    }

    @Override
    public String toString() {
      return path;
    }
  }

  /**
   * A name in Linux's abstract namespace, which no file stands for.
   *
   * @param name without the leading zero byte; UTF-8 encoded at most {@link #MAX_UNIX_NAME_BYTES}
   *     long, not empty
   */
  record UnixAbstract(String name) implements Endpoint {
    /** Checks the length. */
    public UnixAbstract {
      requireUnixName(name);
    }

    @Override
    public String toString() {
      return "@" + name;
    }
  }

  /** A unix socket without a name: the usual client. */
  record UnixUnnamed() implements Endpoint {
    @Override
    public String toString() {
      return "unnamed unix socket";
    }
  }

  /**
   * An IPv4 or IPv6 address with a port.
   *
   * @param address a resolved address
   * @param port 0 to 65535; 0 asks bind for any free one
   */
  record Inet(InetAddress address, int port) implements Endpoint {
    /** Checks the port. */
    public Inet {
      if (port < 0 || port > 0xffff) {
        throw new IllegalArgumentException("port " + port + ": expected 0 to 65535");
      }
    }

    @Override
    public String toString() {
      String host = address.getHostAddress();
      return (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /**
   * A port of a virtual machine or of its host.
   *
   * @param cid whose: 2 is the host, {@link #ANY_CID} any of one's own
   * @param port 0 to 2^32 - 1; {@link #ANY_PORT} asks bind for any free one
   */
  record Vsock(long cid, long port) implements Endpoint {
    /** Any of one's own context identifiers. */
    public static final long ANY_CID = 0xffff_ffffL;

    /** Any free port. */
    public static final long ANY_PORT = 0xffff_ffffL;

    /** Checks both. */
    public Vsock {
      if (cid < 0 || cid > ANY_CID || port < 0 || port > ANY_PORT) {
        throw new IllegalArgumentException(
            "vsock " + cid + ":" + port + ": expected two numbers from 0 to " + ANY_PORT);
      }
    }

    @Override
    public String toString() {
      return (cid == ANY_CID ? "any" : String.valueOf(cid)) + ":" + port;
    }
  }

  private static void requireUnixName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_UNIX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "unix socket name of " + bytes + " bytes: expected 1 to " + MAX_UNIX_NAME_BYTES);
    }
  }
}
