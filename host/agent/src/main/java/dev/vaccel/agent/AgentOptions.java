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
    TimeLimits times) {
  /** Copies the collections. */
  public AgentOptions {
    listen = List.copyOf(listen);
    backends = Set.copyOf(backends);
    settings = Map.copyOf(settings);
    enabled = Set.copyOf(enabled);
  }

  /** Options with the default times. */
  public AgentOptions(
      List<Listen> listen,
      Set<String> backends,
      Map<String, BackendSettings> settings,
      Set<String> enabled,
      String credential,
      Limits limits,
      @Nullable Path store,
      @Nullable InetSocketAddress ready) {
    this(listen, backends, settings, enabled, credential, limits, store, ready, TimeLimits.DEFAULT);
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
        null);
  }

  /** These options with other back ends. */
  public AgentOptions withBackends(Set<String> newBackends) {
    return new AgentOptions(
        listen, newBackends, settings, enabled, credential, limits, store, ready, times);
  }

  /** These options with privileged APIs enabled. */
  public AgentOptions withEnabled(Set<String> newEnabled) {
    return new AgentOptions(
        listen, backends, settings, newEnabled, credential, limits, store, ready, times);
  }

  /** These options with other limits. */
  public AgentOptions withLimits(Limits newLimits) {
    return new AgentOptions(
        listen, backends, settings, enabled, credential, newLimits, store, ready, times);
  }

  /** These options with other times. */
  public AgentOptions withTimes(TimeLimits newTimes) {
    return new AgentOptions(
        listen, backends, settings, enabled, credential, limits, store, ready, newTimes);
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
