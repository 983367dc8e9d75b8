package dev.vaccel.runtime;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The handles of one session and the back ends that they lead to. Thread-safe. */
final class Handles {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<Long, OpenBackend> owners = new ConcurrentHashMap<>();

  /** A new handle: random, so that one of an earlier or another session is never valid here. */
  long create(OpenBackend owner) {
    while (true) {
      long handle = RANDOM.nextLong();
      if (handle != 0 && owners.putIfAbsent(handle, owner) == null) {
        return handle;
      }
    }
  }

  void drop(long handle) {
    owners.remove(handle);
  }

  OpenBackend owner(long handle) {
    OpenBackend owner = owners.get(handle);
    if (owner == null) {
      throw new ResourceException(
          ErrorCode.NOT_FOUND,
          "handle " + Long.toHexString(handle) + " is not known in this session");
    }
    return owner;
  }
}
