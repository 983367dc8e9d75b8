package dev.vaccel.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaccel encrypt}: one file with AES. */
@Command(
    name = "encrypt",
    description = {
      "Encrypts a file with AES, here or in an agent.",
      "gcm: the tag of 16 bytes is behind the ciphertext; cbc: padded (PKCS#7), as openssl enc"
          + " does; xts: the file is one data unit of 16 bytes to 16 MiB."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  vaccel encrypt --cipher aes-256-gcm --key-file key.hex --iv 000000000000000000000001 IN"
            + " OUT")
final class EncryptCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private CipherOptions options = new CipherOptions();

  @Option(names = "--json", description = "Print JSON: the cipher and the bytes written.")
  private boolean json;

  EncryptCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    long bytes = new CipherRun(options).run(terminal, target, true);
    if (json) {
      String cipher = CipherFiles.dashed(options.algorithm());
      Json.print(terminal, Json.object("cipher", cipher, "file", options.output(), "bytes", bytes));
    }
    return ExitCodes.DONE;
  }
}
