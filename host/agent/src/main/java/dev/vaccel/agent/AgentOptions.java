package dev.vaccel.agent;

import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an agent.
 *
 * @param listen where it listens, at least one place
 * @param backends names of the back ends wanted; empty: all that are on the path
 * @param settings settings of back ends, by name
 * @param enabled names of privileged APIs that are served ({@code exec})
 * @param credential what every client must send; empty: nothing
 * @param limits what guests may take
 * @param store directory of the resource store, whose content goes when the agent ends; null: a
 *     fresh one that goes too
 * @param ready where readiness and counters are served over HTTP; null: nowhere
 * @param times how long it waits for guests
 * @param sharesMemory whether guests on this machine may share memory with it
 */
public record AgentOptions(
    List<Listen> listen,
    Set<String> backends,
    Map<String, BackendSettings> settings,
    Set<String> enabled,
    String credential,
    Limits limits,
    @Nullable Path store,
    @Nullable InetSocketAddress ready,
    TimeLimits times,
    boolean sharesMemory) {
  /** Copies the collections. */
  public AgentOptions {
    listen = List.copyOf(listen);
    backends = Set.copyOf(backends);
    settings = Map.copyOf(settings);
    enabled = Set.copyOf(enabled);
  }

  /**
   * One place to listen.
   *
   * @param address where
   * @param options settings of the transport
   */
  public record Listen(Address address, LinkOptions options) {}

  /** Options with defaults for one address. */
  public static AgentOptions at(Address address) {
    return new AgentOptions(
        List.of(new Listen(address, LinkOptions.DEFAULT)),
        Set.of(),
        Map.of(),
        Set.of(),
        "",
        Limits.DEFAULT,
        null,
        null,
        TimeLimits.DEFAULT,
        true);
  }

  /** These options with other places to listen. */
  public AgentOptions withListen(List<Listen> newListen) {
    return new AgentOptions(
        newListen,
        backends,
        settings,
        enabled,
        credential,
        limits,
        store,
        ready,
        times,
        sharesMemory);
  }

  /** These options with other back ends. */
  public AgentOptions withBackends(Set<String> newBackends) {
    return new AgentOptions(
        listen,
        newBackends,
        settings,
        enabled,
        credential,
        limits,
        store,
        ready,
        times,
        sharesMemory);
  }

  /** These options with privileged APIs enabled. */
  public AgentOptions withEnabled(Set<String> newEnabled) {
    return new AgentOptions(
        listen,
        backends,
        settings,
        newEnabled,
        credential,
        limits,
        store,
        ready,
        times,
        sharesMemory);
  }

  /** These options with a credential that every client must send. */
  public AgentOptions withCredential(String newCredential) {
    return new AgentOptions(
        listen,
        backends,
        settings,
        enabled,
        newCredential,
        limits,
        store,
        ready,
        times,
        sharesMemory);
  }

  /** These options with other limits. */
  public AgentOptions withLimits(Limits newLimits) {
    return new AgentOptions(
        listen,
        backends,
        settings,
        enabled,
        credential,
        newLimits,
        store,
        ready,
        times,
        sharesMemory);
  }

  /** These options with a directory for the resource store. */
  public AgentOptions withStore(@Nullable Path newStore) {
    return new AgentOptions(
        listen,
        backends,
        settings,
        enabled,
        credential,
        limits,
        newStore,
        ready,
        times,
        sharesMemory);
  }

  /** These options with other times. */
  public AgentOptions withTimes(TimeLimits newTimes) {
    return new AgentOptions(
        listen,
        backends,
        settings,
        enabled,
        credential,
        limits,
        store,
        ready,
        newTimes,
        sharesMemory);
  }

  /** These options with sharing of memory allowed or not. */
  public AgentOptions withSharesMemory(boolean newSharesMemory) {
    return new AgentOptions(
        listen,
        backends,
        settings,
        enabled,
        credential,
        limits,
        store,
        ready,
        times,
        newSharesMemory);
  }

  /** Hides the credential. */
  @Override
  public String toString() {
    return "AgentOptions[listen="
        + listen
        + ", backends="
        + backends
        + ", enabled="
        + enabled
        + ", limits="
        + limits
        + ", times="
        + times
        + "]";
  }
}
