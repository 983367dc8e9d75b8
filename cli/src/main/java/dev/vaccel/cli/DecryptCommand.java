package dev.vaccel.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaccel decrypt}: one file with AES. */
@Command(
    name = "decrypt",
    description = {
      "Undoes vaccel encrypt.",
      "gcm: fails and writes nothing if key, IV, AAD or file is not what it was; the other modes"
          + " notice nothing."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  vaccel decrypt --cipher aes-256-gcm --key-file key.hex --iv 000000000000000000000001 IN"
            + " OUT")
final class DecryptCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private CipherOptions options = new CipherOptions();

  @Option(names = "--json", description = "Print JSON: the cipher and the bytes written.")
  private boolean json;

  DecryptCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    long bytes = new CipherRun(options).run(terminal, target, false);
    if (json) {
      String cipher = CipherFiles.dashed(options.algorithm());
      Json.print(terminal, Json.object("cipher", cipher, "file", options.output(), "bytes", bytes));
    }
    return ExitCodes.DONE;
  }
}
