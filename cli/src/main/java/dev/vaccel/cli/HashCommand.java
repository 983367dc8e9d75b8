package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.crypto.HashAlgorithm;
import dev.vaccel.api.crypto.HashHandle;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaccel hash}: digests of files. */
@Command(
    name = "hash",
    description = {
      "Prints digests of files as sha256sum does: the digest, two spaces, the file's name.",
      "A file of any size is sent in pieces."
    },
    footerHeading = "%nExample:%n",
    footer = "  vaccel hash --algorithm sha512 disk.img")
final class HashCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      description = "sha224, sha256 (default), sha384 or sha512.")
  private String algorithm = "sha256";

  @Option(names = "--json", description = "Print JSON: one object for each file.")
  private boolean json;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files to read.")
  private List<Path> files = new ArrayList<>();

  HashCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    HashAlgorithm wanted = CipherFiles.named(HashAlgorithm.values(), "--algorithm", algorithm);
    List<JsonObject> list = new ArrayList<>();
    int code = ExitCodes.DONE;
    try (OpenSession open = OpenSession.open(terminal, target, CryptoApi.class)) {
      CryptoApi crypto = open.session().api(CryptoApi.class);
      MemorySegment piece = open.session().allocate(CipherFiles.PIECE_BYTES);
      for (Path file : files) {
        try {
          String digest = digest(crypto, wanted, file, piece);
          list.add(
              Json.object("file", file, "algorithm", CipherFiles.dashed(wanted), "digest", digest));
          if (!json) {
            terminal.out().println(digest + "  " + file);
          }
        } catch (IOException | Failure e) {
          if (files.size() == 1) {
            throw e;
          }
          // One file that cannot be read does not take the others' digests away.
          terminal.note(ErrorReport.message(e));
          code = ExitCodes.FAILED;
        }
      }
    }
    if (json) {
      Json.print(terminal, Json.array(list));
    }
    return code;
  }

  private static String digest(
      CryptoApi crypto, HashAlgorithm algorithm, Path file, MemorySegment piece)
      throws IOException {
    try (CipherFiles.Source source = CipherFiles.Source.open(file)) {
      HashHandle hash = crypto.beginHash(algorithm);
      try {
        for (long read = source.read(piece); read > 0; read = source.read(piece)) {
          crypto.updateHash(hash, piece.asSlice(0, read));
        }
      } catch (IOException e) {
        var _ = crypto.finishHash(hash); // It would count until the session closes.
        throw e;
      }
      return HexFormat.of().formatHex(crypto.finishHash(hash).toArray(ValueLayout.JAVA_BYTE));
    }
  }
}
