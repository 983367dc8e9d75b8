package dev.vaccel.agent;

import dev.vaccel.api.ResourceId;
import dev.vaccel.runtime.ContentHash;
import dev.vaccel.runtime.ResourceManifest;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one sender has announced to a {@link ResourceStore} and not completed. Each sender has parts
 * of its own even of the same file: what one sends must not spoil what another sends. Guarded by
 * the store's lock, but for the content of an {@link Incoming}, which is its sender's.
 */
final class SenderFiles {
  /** Announcements of one sender that may be incomplete at the same time. */
  static final int MAX_ANNOUNCED = 4;

  private final Map<ResourceId, Announced> announced = new HashMap<>();
  private final Map<ResourceId, Incoming> incoming = new HashMap<>();

  /**
   * An announced resource.
   *
   * @param pinned files that the store had, which stay for it
   */
  record Announced(ResourceManifest manifest, Set<ResourceId> pinned) {}

  /** A file that is being sent, in order. */
  static final class Incoming {
    final long number;
    final long lengthBytes;
    long bytes;
    private @Nullable MessageDigest digest;

    Incoming(long number, long lengthBytes) {
      this.number = number;
      this.lengthBytes = lengthBytes;
    }

    /** Made with the first part: much more is announced than sent by those who mean no good. */
    MessageDigest digest() {
      MessageDigest current = digest;
      if (current == null) {
        current = ContentHash.sha256();
        digest = current;
      }
      return current;
    }
  }

  Map<ResourceId, Announced> announced() {
    return announced;
  }

  Map<ResourceId, Incoming> incoming() {
    return incoming;
  }

  @Nullable Incoming incoming(ResourceId file) {
    return incoming.get(file);
  }

  /** Files that are arriving and that no announcement asks for any more. */
  Set<ResourceId> unwanted() {
    Set<ResourceId> rest = new HashSet<>(incoming.keySet());
    for (Announced each : announced.values()) {
      each.manifest().files().forEach(f -> rest.remove(f.hash()));
    }
    return rest;
  }
}
