package dev.vaccel.agent;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;

/**
 * What guests may take. Beyond a limit a call fails with a clear error; nothing else is affected.
 *
 * @param connections open connections of all tenants; a tenant gets half, and as many (at least 64)
 *     that are inside their handshake
 * @param sessions open sessions of all tenants
 * @param sessionsPerTenant open sessions of one tenant
 * @param callsPerConnection calls outstanding on one connection, 1 to 65535
 * @param bytesPerConnection bulk bytes held for the calls of one connection
 * @param bytes bulk, long bodies of waiting calls and results, held for all connections; a tenant
 *     gets half
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

  // Calls that compute with several threads wait for these, and leave processors to others: with a
  // slot for each processor 64 sessions of a classifier had 90 % of its throughput, with four 97 %.
  private static final int SLOTS_FOR_EACH_PROCESSOR = 4;

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
          SLOTS_FOR_EACH_PROCESSOR * Runtime.getRuntime().availableProcessors());

  /** Checks that each limit lets something through. */
  public Limits {
    check("connections", connections, Integer.MAX_VALUE);
    check("sessions", sessions, Integer.MAX_VALUE);
    check("sessions per tenant", sessionsPerTenant, Integer.MAX_VALUE);
    check("calls per connection", callsPerConnection, 0xffff);
    check("bytes per connection", bytesPerConnection, Long.MAX_VALUE);
    check("bytes", bytes, Long.MAX_VALUE);
    check("store bytes", storeBytes, Long.MAX_VALUE);
    check("resource bytes", resourceBytes, Long.MAX_VALUE);
    check("compute slots", computeSlots, Integer.MAX_VALUE);
  }

  private static void check(String name, long value, long max) {
    if (value < 1 || value > max) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG, "limit of " + name + " " + value + ": expected 1 to " + max);
    }
  }
}
