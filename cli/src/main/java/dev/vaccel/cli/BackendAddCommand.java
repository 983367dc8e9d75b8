package dev.vaccel.cli;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.install.FrameworkStatus;
import dev.vaccel.install.Installer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaccel backend add}: fetches frameworks. */
@Command(
    name = "add",
    description = {
      "Fetches frameworks into vaccel/backends below XDG_DATA_HOME or ~/.local/share, for this"
          + " user alone.",
      "What is fetched has a size and SHA-256 that this version of vaccel knows; 'vaccel backend"
          + " list' shows names, versions and licences. Running agents have to be started again."
    })
final class BackendAddCommand implements Callable<Integer> {
  /** Names the repository where {@code --repository} does not. */
  static final String REPOSITORY_VARIABLE = "VACCEL_MAVEN_REPOSITORY";

  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Parameters(arity = "1..*", paramLabel = "NAME", description = "Framework, such as tflite.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--repository",
      paramLabel = "URL",
      description =
          "Maven repository to fetch from (https); default "
              + REPOSITORY_VARIABLE
              + ", else Maven Central.")
  private @Nullable String repository;

  BackendAddCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    String from =
        repository != null
            ? repository
            : terminal.variable(REPOSITORY_VARIABLE).orElse(Installer.MAVEN_CENTRAL);
    // A signal ends the download; what was begun is cleaned up before the process ends.
    Installer installer = AtExit.begin(() -> Installer.open(from), Installer::close);
    try {
      List<FrameworkStatus> wanted =
          new LinkedHashSet<>(names).stream().map(installer::status).toList();
      for (FrameworkStatus each : wanted) {
        add(installer, each);
      }
      return ExitCodes.DONE;
    } catch (TransportException e) {
      throw new Failure(ExitCodes.FAILED, e.getMessage() + hint(e.code()), e); // No agent's fault.
    } finally {
      AtExit.ended(installer);
      installer.close();
    }
  }

  private void add(Installer installer, FrameworkStatus framework) throws IOException {
    String what = framework.name() + " " + framework.version();
    boolean added;
    try (ProgressBar bar = new ProgressBar(terminal, what)) {
      added =
          installer.add(
              framework.name(),
              (step, done, total) -> bar.update(done, total, step + " " + ByteSize.format(done)));
    }
    terminal.note(
        what + (added ? " is installed in " : " is installed already in ") + framework.directory());
  }

  private String hint(ErrorCode code) {
    if (code == ErrorCode.TLS_FAILED) {
      return " (VACCEL_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE names whom to trust)";
    }
    return repository == null && terminal.variable(REPOSITORY_VARIABLE).isEmpty()
        ? " (--repository or " + REPOSITORY_VARIABLE + " names a mirror)"
        : "";
  }
}
