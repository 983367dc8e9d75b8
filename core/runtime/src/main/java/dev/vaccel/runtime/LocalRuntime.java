package dev.vaccel.runtime;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.Session;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/**
 * Back ends in this process, and the sessions that use them. An agent is a runtime with listeners.
 * Thread-safe.
 */
public final class LocalRuntime implements AutoCloseable {
  private static final Logger LOG = System.getLogger(LocalRuntime.class.getName());

  private final ApiBindings bindings;
  private final List<OpenBackend> backends;

  private LocalRuntime(ApiBindings bindings, List<OpenBackend> backends) {
    this.bindings = bindings;
    this.backends = backends;
  }

  /** A runtime with every back end on the path, by their defaults. */
  public static LocalRuntime open() {
    return open(Set.of(), Map.of());
  }

  /**
   * A runtime with chosen back ends.
   *
   * @param names back ends wanted; empty: all that are on the path
   * @param settings by back end name
   * @throws ConfigException naming the back ends that exist, if one that was asked for does not
   */
  public static LocalRuntime open(Set<String> names, Map<String, BackendSettings> settings) {
    List<BackendProvider> providers = new ArrayList<>();
    ServiceLoader.load(BackendProvider.class, LocalRuntime.class.getClassLoader())
        .forEach(providers::add);
    return open(providers, names, settings);
  }

  /** As {@link #open(Set, Map)}, with given providers instead of those on the path. */
  public static LocalRuntime open(
      List<BackendProvider> providers, Set<String> names, Map<String, BackendSettings> settings) {
    Set<String> known = new TreeSet<>();
    providers.forEach(p -> known.add(p.name()));
    Set<String> asked = new TreeSet<>(names);
    asked.addAll(settings.keySet());
    for (String name : asked) {
      if (!known.contains(name)) {
        throw new ConfigException(
            ErrorCode.NO_BACKEND,
            "back end '" + name + "': expected one of " + String.join(", ", known));
      }
    }
    List<OpenBackend> opened = new ArrayList<>();
    try {
      for (BackendProvider provider : providers) {
        if (names.isEmpty() || names.contains(provider.name())) {
          opened.add(open(provider, settings.getOrDefault(provider.name(), BackendSettings.NONE)));
        }
      }
    } catch (ConfigException e) {
      close(opened);
      throw e;
    }
    opened.sort(
        Comparator.comparingInt((OpenBackend b) -> -b.provider().preference())
            .thenComparing(OpenBackend::name));
    return new LocalRuntime(ApiBindings.load(), List.copyOf(opened));
  }

  private static OpenBackend open(BackendProvider provider, BackendSettings settings) {
    try {
      return new OpenBackend(provider, provider.open(settings), "");
    } catch (ConfigException e) {
      throw e;
    } catch (VaccelException e) {
      LOG.log(Logger.Level.DEBUG, "back end unavailable name={0} reason={1}", provider.name(), e);
      return new OpenBackend(provider, null, e.getMessage());
    } catch (LinkageError | RuntimeException e) {
      // A framework that cannot even be loaded must not take the others down.
      LOG.log(Logger.Level.WARNING, "back end failed to open name=" + provider.name(), e);
      return new OpenBackend(provider, null, "failed to open: " + e);
    }
  }

  /** Opens a session with the default options. */
  public Session openSession() {
    return openSession(SessionOptions.DEFAULT);
  }

  /**
   * Opens a session.
   *
   * @throws ConfigException if a back end that the options name does not exist here
   */
  public LocalSession openSession(SessionOptions options) {
    for (String name : options.backends()) {
      if (backends.stream().noneMatch(b -> b.name().equals(name))) {
        throw new ConfigException(
            ErrorCode.NO_BACKEND,
            "back end '"
                + name
                + "': expected one of "
                + String.join(", ", backends.stream().map(OpenBackend::name).toList()));
      }
    }
    return new LocalSession(
        bindings,
        backends.stream()
            .filter(b -> options.backends().isEmpty() || options.backends().contains(b.name()))
            .toList());
  }

  /** The described APIs of this runtime. */
  public ApiBindings bindings() {
    return bindings;
  }

  /** Closes the back ends. Sessions are to be closed before. Idempotent. */
  @Override
  public void close() {
    close(backends);
  }

  private static void close(List<OpenBackend> backends) {
    for (OpenBackend open : backends) {
      Backend backend = open.backend();
      if (backend != null) {
        try {
          backend.close();
        } catch (RuntimeException e) {
          // The others are to be closed too.
          LOG.log(Logger.Level.WARNING, "back end did not close cleanly name=" + open.name(), e);
        }
      }
    }
  }
}
