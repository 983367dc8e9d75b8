package dev.vaccel.cli;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.runtime.SessionOptions;
import dev.vaccel.runtime.Vaccel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The session of one command: in an agent or here, as its options say.
 *
 * @param session closed by {@link #close()}
 * @param runtime the back ends of this process; null in an agent
 * @param address the agent; empty: here
 */
record OpenSession(Session session, @Nullable LocalRuntime runtime, String address)
    implements AutoCloseable {
  /**
   * Opens a session.
   *
   * @param apis APIs that will be used, for choosing back ends to open here; none: all back ends
   */
  static OpenSession open(Terminal terminal, TargetOptions options, Class<?>... apis)
      throws IOException {
    Optional<TargetOptions.Target> target = options.target(terminal);
    if (target.isEmpty()) {
      return local(terminal, options, apis);
    }
    String address = target.get().text();
    if (options.verbose()) {
      terminal.note("using the agent at " + address + " (" + target.get().source() + ")");
    }
    if (!options.settings().isEmpty()) {
      throw Failure.usage(
          "--set is for back ends of this process; those of the agent at "
              + address
              + " get theirs from `vaccel agent --set`");
    }
    Session session =
        Vaccel.connect(address, options.remoteOptions(), new SessionOptions(options.backends()));
    return new OpenSession(session, null, address);
  }

  /** Opens a session on back ends of this process. */
  static OpenSession local(Terminal terminal, TargetOptions options, Class<?>... apis) {
    LocalRuntime runtime;
    if (apis.length == 0 || !options.backends().isEmpty() || !options.settings().isEmpty()) {
      runtime =
          AtExit.runtime(
              () -> LocalRuntime.open(Set.copyOf(options.backends()), options.settings()));
    } else {
      List<BackendProvider> providers = providersOf(apis);
      if (options.verbose()) {
        terminal.note(
            "running here, on back ends "
                + String.join(", ", providers.stream().map(BackendProvider::name).toList()));
      }
      runtime = AtExit.runtime(() -> LocalRuntime.open(providers, Set.of(), options.settings()));
    }
    return new OpenSession(AtExit.session(runtime), runtime, "");
  }

  /** The back ends with an operation of one of these APIs: opening others would only take time. */
  static List<BackendProvider> providersOf(Class<?>... apis) {
    List<BackendProvider> found = new ArrayList<>();
    for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
      if (provider.capabilities().stream().anyMatch(c -> List.of(apis).contains(c.api()))) {
        found.add(provider);
      }
    }
    return found;
  }

  /** Opens one more session beside this one, on one back end. */
  Session another(TargetOptions options, String backend) throws IOException {
    SessionOptions only = new SessionOptions(List.of(backend));
    return runtime == null
        ? Vaccel.connect(address, options.remoteOptions(), only)
        : runtime.openSession(only);
  }

  boolean isRemote() {
    return runtime == null;
  }

  /** Registers a file or directory, with a bar where it travels. */
  ResourceId register(Terminal terminal, Path path) {
    try (ProgressBar bar = new ProgressBar(terminal, "uploading " + path.getFileName())) {
      ResourceId id =
          session.register(
              path,
              (sent, total) ->
                  bar.update(sent, total, ByteSize.format(sent) + " of " + ByteSize.format(total)));
      NamedResources.note(id, path);
      return id;
    }
  }

  @Override
  public void close() {
    session.close();
    if (runtime != null) {
      runtime.close();
    }
  }
}
