package dev.vaccel.cli;

import dev.vaccel.api.Session;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.runtime.SessionOptions;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.wire.spi.LinkOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the paths of {@code bench --all} lead to: one agent for all carriers, a bare echo server for
 * each kind of socket, and the back ends of this process, routed and direct.
 */
final class SuiteServers implements AutoCloseable {
  /** Back ends that the operations need. */
  static final List<String> BACKENDS =
      Arrays.stream(BenchOp.values()).flatMap(op -> op.backends().stream()).distinct().toList();

  private static final int START_SECONDS = 30;

  // In the order in which they are begun; the last is closed first.
  private final List<AutoCloseable> begun = new ArrayList<>();
  private final Map<SuitePath, String> addresses = new EnumMap<>(SuitePath.class);
  private final TlsKeys keys;
  private final ChildProcess agent;
  private final BareServer bareUnix;
  private final BareServer bareTcp;
  private final DirectBackends direct;
  private final LocalRuntime local;

  private SuiteServers() throws IOException {
    try {
      TemporaryDirectory directory = begin(TemporaryDirectory.create("vaccel-bench-"));
      keys = TlsKeys.make(directory.path());
      agent = startAgent(directory.path());
      bareUnix = begin(BareServer.start("unix"));
      bareTcp = begin(BareServer.start("tcp"));
      direct = begin(DirectBackends.open(BACKENDS));
      local = begin(AtExit.runtime(() -> LocalRuntime.open(Set.copyOf(BACKENDS), Map.of())));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  static SuiteServers start() throws IOException {
    return new SuiteServers();
  }

  private <T extends AutoCloseable> T begin(T started) {
    begun.addFirst(started);
    return started;
  }

  private ChildProcess startAgent(Path directory) throws IOException {
    addresses.put(SuitePath.SHM, "shm+unix://" + directory.resolve("shm.sock"));
    addresses.put(SuitePath.UNIX, "unix://" + directory.resolve("unix.sock"));
    addresses.put(SuitePath.TCP, "tcp://127.0.0.1:0");
    addresses.put(SuitePath.TLS, "tls://127.0.0.1:0");
    List<String> options = new ArrayList<>();
    options.add("--tls-key=" + keys.key());
    options.add("--tls-password-file=" + keys.password());
    BACKENDS.forEach(name -> options.add("--backend=" + name));
    List<SuitePath> paths = List.copyOf(addresses.keySet());
    paths.stream().skip(1).forEach(path -> options.add("--listen=" + address(path)));
    String first = address(paths.getFirst());
    ChildAgent started = begin(ChildAgent.start(_ -> first, options));
    // The ports that tcp and tls got; the agent says them in the order of the options.
    addresses.put(paths.getFirst(), started.address());
    for (SuitePath path : paths.subList(1, paths.size())) {
      addresses.put(path, started.process().line(START_SECONDS));
    }
    return started.process();
  }

  private String address(SuitePath path) {
    return Objects.requireNonNull(addresses.get(path), path.text());
  }

  /**
   * Opens a session that goes this way; closed by who asked for it.
   *
   * @param backend which one, where several could and no session chooses; empty: the first
   */
  Session session(SuitePath path, String backend) {
    return switch (path) {
      case DIRECT -> direct.session(backend);
      case LOCAL -> AtExit.session(local);
      case SHM, UNIX, TCP, TLS ->
          Vaccel.connect(address(path), options(path), SessionOptions.DEFAULT);
      case MEMCPY, BARE_UNIX, BARE_TCP, VM -> throw new IllegalArgumentException(path.text());
    };
  }

  /** What a carrier needs to be the one that its path names, and no other that it could become. */
  private RemoteOptions options(SuitePath path) {
    LinkOptions link =
        switch (path) {
          case UNIX -> LinkOptions.DEFAULT.withoutRings();
          case TLS -> LinkOptions.DEFAULT.withTls(null, keys.certificate(), null);
          default -> LinkOptions.DEFAULT;
        };
    return new RemoteOptions(link, "");
  }

  /** Where a bare socket's server listens. */
  String bareAddress(SuitePath path) {
    return path == SuitePath.BARE_UNIX ? bareUnix.address() : bareTcp.address();
  }

  /** The processes that answer on this path, this one excepted. */
  List<ProcessHandle> processes(SuitePath path) {
    long pid =
        switch (path) {
          case MEMCPY, DIRECT, LOCAL, VM -> 0;
          case BARE_UNIX -> bareUnix.process().pid();
          case BARE_TCP -> bareTcp.process().pid();
          case SHM, UNIX, TCP, TLS -> agent.pid();
        };
    return ProcessHandle.of(pid).stream().toList();
  }

  /** Name and version of each back end. */
  Map<String, String> backendVersions() {
    return direct.versions();
  }

  @Override
  public void close() {
    closeAll(begun);
    begun.clear();
  }

  /** Closes each, whatever the others say: they only have to go. */
  static void closeAll(List<? extends AutoCloseable> each) {
    for (AutoCloseable closing : each) {
      try {
        closing.close();
      } catch (Exception e) {
        System.getLogger(SuiteServers.class.getName())
            .log(System.Logger.Level.DEBUG, "closing after a benchmark failed", e);
      }
    }
  }
}
