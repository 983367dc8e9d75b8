package dev.vaccel.cli;

import dev.vaccel.agent.AgentOptions;
import dev.vaccel.agent.ServedModels;
import dev.vaccel.agent.TimeLimits;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.runtime.ApiBindings;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The settings of an agent, as its command line and configuration file give them. */
final class AgentSettings {
  @Option(
      names = "--listen",
      paramLabel = "ADDR",
      description =
          "Where to listen: "
              + Address.FORMS
              + "; may be repeated. Default vaccel.sock in"
              + " XDG_RUNTIME_DIR or /run/user/UID, else in a temporary directory.")
  private List<String> listen = new ArrayList<>();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "Open this back end only; may be repeated. Default all.")
  private List<String> backends = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "BACKEND.KEY=VALUE",
      description = "Setting of a back end, such as onnx.threads=2; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--enable",
      paramLabel = "API",
      description =
          "Serve a privileged API; exec lets callers run their machine code in the agent.")
  private List<String> enabled = new ArrayList<>();

  @Option(names = "--config", paramLabel = "FILE", description = "Configuration file; see below.")
  private @Nullable Path config;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description =
          "Where uploaded resources lie while the agent runs; default a temporary directory.")
  private @Nullable Path store;

  @Option(
      names = "--ready",
      paramLabel = "HOST:PORT",
      description = "Serve readiness and counters there over HTTP.")
  private @Nullable String ready;

  @Option(
      names = "--allow-remote",
      description = "Let tcp listeners without TLS bind to addresses other than loopback.")
  private boolean allowRemote;

  @Option(
      names = "--no-shared-memory",
      description =
          "Do not map memory of guests on this machine: calls and their arguments go through"
              + " sockets.")
  private boolean noSharedMemory;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Key and certificate of tls listeners (PEM or PKCS12).")
  private @Nullable Path tlsKey;

  @Option(
      names = "--tls-trust",
      paramLabel = "FILE",
      description = "Ask clients for a certificate and accept only these or theirs.")
  private @Nullable Path tlsTrust;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password of the PKCS12 files.")
  private @Nullable Path tlsPasswordFile;

  @Option(
      names = "--credential-file",
      paramLabel = "FILE",
      description = "File whose first line every client must send.")
  private @Nullable Path credentialFile;

  @Option(
      names = "--drain-seconds",
      paramLabel = "N",
      description = "Longest time for outstanding calls when stopping; default ${DEFAULT-VALUE}.")
  private int drainSeconds = 30;

  @Mixin private AgentModels models = new AgentModels();
  @Mixin private AgentLimits limits = new AgentLimits();

  List<String> listen() {
    return List.copyOf(listen);
  }

  ServedModels models() {
    return models.served();
  }

  Duration drainLimit() {
    return Duration.ofSeconds(Math.max(0, drainSeconds));
  }

  /** What the agent is started with. */
  AgentOptions agentOptions(List<Address> addresses) throws IOException {
    LinkOptions link =
        LinkOptions.DEFAULT.withTls(tlsKey, tlsTrust, TargetOptions.secret(tlsPasswordFile));
    LinkOptions complete = allowRemote ? link.withRemoteAllowed() : link;
    String credential = TargetOptions.secret(credentialFile);
    return new AgentOptions(
        addresses.stream().map(a -> new AgentOptions.Listen(a, complete)).toList(),
        new LinkedHashSet<>(backends),
        BackendSettingOptions.parse(settings),
        privileged(),
        credential == null ? "" : credential,
        limits.limits(),
        store,
        ready == null ? null : socketAddress(ready),
        TimeLimits.DEFAULT,
        !noSharedMemory);
  }

  /** The names of {@code --enable}, each that of an API which needs it. */
  private Set<String> privileged() {
    Set<String> known = new TreeSet<>();
    for (ApiBinding<?> binding : ApiBindings.load().all()) {
      if (binding.description().operations().stream().anyMatch(OperationDescription::privileged)) {
        known.add(binding.description().name());
      }
    }
    for (String name : enabled) {
      if (!known.contains(name)) {
        throw Failure.usage(
            "--enable " + name + ": expected a privileged API: " + String.join(", ", known));
      }
    }
    return Set.copyOf(enabled);
  }

  /** HOST:PORT; the host of IPv6 in brackets. */
  static InetSocketAddress socketAddress(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      String host = text.substring(0, Math.max(0, colon));
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      if (!host.isEmpty() && port >= 0 && port <= 65535) {
        return new InetSocketAddress(host, port);
      }
    } catch (NumberFormatException _) {
      // reported below
    }
    throw Failure.usage("--ready " + text + ": expected HOST:PORT, such as 127.0.0.1:8080");
  }

  /** These settings, and where the command line is silent those of {@code --config}. */
  AgentSettings withFile(CommandSpec spec) throws IOException {
    if (config == null) {
      return this;
    }
    Map<String, OptionSpec> known = new LinkedHashMap<>();
    AgentSettings merged = new AgentSettings();
    CommandLine reader = new CommandLine(merged);
    for (OptionSpec option : reader.getCommandSpec().options()) {
      known.put(option.longestName().substring(2), option);
    }
    known.remove("config");
    List<String> arguments = new ArrayList<>();
    var given = spec.commandLine().getParseResult();
    for (ConfigFile.Entry entry : ConfigFile.read(config, known.keySet())) {
      OptionSpec option = known.get(entry.name());
      if (option == null || given.hasMatchedOption(option.longestName())) {
        continue;
      }
      if (option.typeInfo().isBoolean()) {
        if (entry.isTrue()) {
          arguments.add(option.longestName());
        }
      } else {
        arguments.add(option.longestName() + "=" + entry.value());
      }
    }
    for (OptionSpec option : given.matchedOptions()) {
      if (known.containsKey(option.longestName().substring(2))) {
        for (String value : option.originalStringValues()) {
          arguments.add(
              option.typeInfo().isBoolean()
                  ? option.longestName()
                  : option.longestName() + "=" + value);
        }
      }
    }
    try {
      reader.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      throw Failure.usage(config + ": " + e.getMessage());
    }
    return merged;
  }
}
