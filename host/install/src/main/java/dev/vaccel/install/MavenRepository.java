package dev.vaccel.install;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.backend.tensor.FrameworkPackage.Artifact;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Maven repository, and this user's local copy of what others fetched from it. Thread-safe. */
final class MavenRepository {
  private final URI base;
  private final Path local;
  private final Download download;

  /**
   * A repository.
   *
   * @param base https address
   * @param local the user's local repository; need not exist
   */
  MavenRepository(URI base, Path local, Download download) {
    this.base = base;
    this.local = local;
    this.download = download;
  }

  /**
   * Reads an address.
   *
   * @throws ConfigException if it is none of https
   */
  static URI address(String text) {
    try {
      URI base = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      Download.requireHttps(base);
      return base;
    } catch (URISyntaxException e) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "repository " + text + ": expected an address such as https://host/path",
          e);
    }
  }

  /**
   * A jar with the artifact's bytes: the local repository's if it is the same, else fetched.
   *
   * @param to where a fetched one is written
   */
  Path jar(Artifact artifact, Path to, Progress progress) throws IOException {
    Path there = local.resolve(artifact.path());
    if (Files.isRegularFile(there)
        && Files.size(there) == artifact.bytes()
        && Sha256.of(there).equals(artifact.sha256())) {
      return there;
    }
    download.fetch(
        URI.create(base + "/" + artifact.path()),
        to,
        artifact.bytes(),
        artifact.sha256(),
        progress);
    return to;
  }
}
