package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.wire.spi.Address;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The vsock sockets of many sandboxes: {@code hvsock:///run/vc/vm/*}{@code /clh.sock#2048}.
 *
 * @param directory what the star stands in, ends with a slash
 * @param behind names between the sandbox's directory and its socket, that of the socket included
 * @param port the guests' port
 */
record SandboxPattern(String directory, List<String> behind, long port) {
  private static final String STAR = "*";

  SandboxPattern {
    behind = List.copyOf(behind);
  }

  /** Whether a path is meant as one. */
  static boolean isOne(HybridTransport.Location location) {
    return location.path().contains(STAR);
  }

  /**
   * Refuses one where a single socket has to be named.
   *
   * @throws ConfigException if it is one
   */
  static void requireNone(Address address, HybridTransport.Location location) {
    if (isOne(location)) {
      throw invalid(address, "a star stands for sandboxes that an agent serves; name one to call");
    }
  }

  /**
   * Reads it.
   *
   * @throws ConfigException naming what a pattern must look like
   */
  static SandboxPattern parse(Address address, HybridTransport.Location location) {
    List<String> names = Arrays.asList(location.path().substring(1).split("/", -1));
    List<String> starred = names.stream().filter(name -> name.contains(STAR)).toList();
    if (starred.size() != 1) {
      throw invalid(address, "one star at most");
    }
    if (!starred.getFirst().equals(STAR)) {
      throw invalid(address, "a star stands for a whole name, not for a part of one");
    }
    int star = names.indexOf(STAR);
    List<String> behind = names.subList(star + 1, names.size());
    if (behind.isEmpty()) {
      throw invalid(address, "behind the star follows the name of the socket in the directory");
    }
    if (behind.stream().anyMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."))) {
      throw invalid(address, "behind the star follow names, none of them empty, '.' or '..'");
    }
    String directory = "/" + String.join("/", names.subList(0, star)) + (star == 0 ? "" : "/");
    try {
      Path _ = Path.of(location.path());
    } catch (InvalidPathException unreadable) {
      throw invalid(address, "not a path under this locale: " + unreadable.getReason());
    }
    return new SandboxPattern(directory, behind, location.port());
  }

  /** The device of one sandbox. */
  HybridTransport.Location of(String sandbox) {
    return new HybridTransport.Location(directory + sandbox + "/" + String.join("/", behind), port);
  }

  private static ConfigException invalid(Address address, String why) {
    return new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "address '" + address + "': " + why + "; such as hvsock:///run/vc/vm/*/clh.sock#2048");
  }
}
