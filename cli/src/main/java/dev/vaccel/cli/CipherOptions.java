package dev.vaccel.cli;

import dev.vaccel.api.crypto.CipherAlgorithm;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code encrypt} and {@code decrypt} share. */
final class CipherOptions {
  @Option(
      names = "--cipher",
      required = true,
      paramLabel = "NAME",
      description = "aes-128-MODE or aes-256-MODE; MODE: cbc, ctr, gcm or xts.")
  private String cipher = "";

  @Option(
      names = "--key-file",
      required = true,
      paramLabel = "FILE",
      description = "The key (xts: two, that of the data first), as bytes or in hex.")
  private Path keyFile = Path.of("");

  @Option(
      names = "--iv",
      required = true,
      paramLabel = "HEX",
      description = "gcm: 12 bytes, never used twice with a key; else 16.")
  private String iv = "";

  @Option(
      names = "--aad",
      paramLabel = "HEX",
      description = "gcm: what is authenticated beside the file; default nothing.")
  private String aad = "";

  @Parameters(index = "0", paramLabel = "IN", description = "The file to read.")
  private Path input = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.")
  private Path output = Path.of("");

  CipherAlgorithm algorithm() {
    return CipherFiles.named(CipherAlgorithm.values(), "--cipher", cipher);
  }

  Path keyFile() {
    return keyFile;
  }

  byte[] iv(CipherAlgorithm algorithm) {
    return CipherFiles.hex("--iv", iv, algorithm.mode().ivBytes());
  }

  byte[] aad(CipherAlgorithm algorithm) {
    byte[] bytes = CipherFiles.hex("--aad", aad);
    if (bytes.length > 0 && !algorithm.mode().isAuthenticated()) {
      throw Failure.usage("--aad is for gcm; " + CipherFiles.dashed(algorithm) + " has no tag");
    }
    return bytes;
  }

  Path input() {
    return input;
  }

  Path output() {
    return output;
  }
}
