package dev.vaccel.agent;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;

/**
 * What guests may take. Beyond a limit a call fails with a clear error; nothing else is affected.
 *
 * @param connections open connections of all tenants
 * @param sessions open sessions of all tenants
 * @param sessionsPerTenant open sessions of one tenant
 * @param callsPerConnection calls outstanding on one connection, 1 to 65535
 * @param bytesPerConnection bulk bytes held for the calls of one connection
 * @param bytes bulk bytes held for all connections
 * @param storeBytes bytes of the resource store
 * @param resourceBytes bytes of one resource
 * @param computeSlots calls that compute at the same time
 */
public record Limits(
    int connections,
    int sessions,
    int sessionsPerTenant,
    int callsPerConnection,
    long bytesPerConnection,
    long bytes,
    long storeBytes,
    long resourceBytes,
    int computeSlots) {
  private static final long GIB = 1L << 30;

  /** 1024 connections, 4096 sessions, 256 calls, 4 GiB in flight, 16 GiB of resources. */
  public static final Limits DEFAULT =
      new Limits(
          1024,
          4096,
          1024,
          256,
          4 * GIB,
          8 * GIB,
          16 * GIB,
          8 * GIB,
          Runtime.getRuntime().availableProcessors());

  /** Checks that each limit lets something through. */
  public Limits {
    if (connections < 1
        || sessions < 1
        || sessionsPerTenant < 1
        || callsPerConnection < 1
        || callsPerConnection > 0xffff
        || bytesPerConnection < 1
        || bytes < 1
        || storeBytes < 1
        || resourceBytes < 1
        || computeSlots < 1) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "limits: each must be at least 1, calls per connection at most 65535");
    }
  }
}
