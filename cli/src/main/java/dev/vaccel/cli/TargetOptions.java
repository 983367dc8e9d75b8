package dev.vaccel.cli;

import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.wire.spi.LinkOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where operations run: options that {@code ops}, {@code classify} and their like share. */
final class TargetOptions {
  @Option(
      names = "--connect",
      paramLabel = "ADDR",
      description =
          "Agent to use; default VACCEL_ADDRESS, else VACCEL_RPC_ADDRESS, else none: here.")
  private @Nullable String connect;

  @Option(names = "--local", description = "Run here, whatever VACCEL_ADDRESS says.")
  private boolean local;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "Use this back end only; may be repeated.")
  private List<String> backends = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "BACKEND.KEY=VALUE",
      description = "Setting of a back end here, such as onnx.device=cuda:0; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Own key and certificate (PEM or PKCS12), where the agent asks for one.")
  private @Nullable Path tlsKey;

  @Option(
      names = "--tls-trust",
      paramLabel = "FILE",
      description = "Certificates that the agent's must match (PEM or PKCS12).")
  private @Nullable Path tlsTrust;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password of the PKCS12 files.")
  private @Nullable Path tlsPasswordFile;

  @Option(
      names = "--credential-file",
      paramLabel = "FILE",
      description = "File whose first line the agent wants to see.")
  private @Nullable Path credentialFile;

  @Option(
      names = "--connect-timeout",
      paramLabel = "SECONDS",
      description = "Longest time for reaching the agent; default ${DEFAULT-VALUE}.")
  private double connectTimeoutSeconds = 5;

  @Option(
      names = "--no-rings",
      description =
          "Send all bytes through the socket of unix://, for one that leads to an agent elsewhere.")
  private boolean noRings;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say which agent or back ends are used.")
  private boolean verbose;

  /**
   * An agent's address and who named it.
   *
   * @param text the address
   * @param source {@code --connect} or the name of a variable
   */
  record Target(String text, String source) {}

  /** The agent to use; empty: none. */
  Optional<Target> target(Terminal terminal) {
    if (connect != null) {
      if (local) {
        throw Failure.usage("--connect and --local exclude each other");
      }
      return Optional.of(new Target(connect, "--connect"));
    }
    if (local) {
      return Optional.empty();
    }
    for (String name : new String[] {Vaccel.ADDRESS_VARIABLE, Vaccel.UPSTREAM_ADDRESS_VARIABLE}) {
      Optional<String> value = terminal.variable(name);
      if (value.isPresent()) {
        return Optional.of(new Target(value.get(), name));
      }
    }
    return Optional.empty();
  }

  boolean verbose() {
    return verbose;
  }

  List<String> backends() {
    return List.copyOf(backends);
  }

  Map<String, BackendSettings> settings() {
    return BackendSettingOptions.parse(settings);
  }

  RemoteOptions remoteOptions() throws IOException {
    if (!(connectTimeoutSeconds > 0 && connectTimeoutSeconds < 1e6)) {
      throw Failure.usage(
          "--connect-timeout " + connectTimeoutSeconds + ": expected seconds above 0");
    }
    LinkOptions link =
        LinkOptions.DEFAULT
            .withConnectTimeout(Duration.ofNanos((long) (connectTimeoutSeconds * 1e9)))
            .withTls(tlsKey, tlsTrust, secret(tlsPasswordFile));
    String credential = secret(credentialFile);
    return new RemoteOptions(
        noRings ? link.withoutRings() : link, credential == null ? "" : credential);
  }

  /** The first line of a file; null for no file. */
  static @Nullable String secret(@Nullable Path file) throws IOException {
    if (file == null) {
      return null;
    }
    return TextFile.lines(file, ExitCodes.USAGE).stream().findFirst().orElse("");
  }
}
