package dev.vaccel.install;

import dev.vaccel.backend.tensor.FrameworkPackage.Artifact;
import dev.vaccel.fetch.Downloader;
import dev.vaccel.fetch.HttpsAddress;
import dev.vaccel.fetch.RemoteFile;
import dev.vaccel.fetch.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Maven repository, and this user's local copy of what others fetched from it. Thread-safe. */
final class MavenRepository {
  private final URI base;
  private final Path local;
  private final Downloader downloader;

  /**
   * A repository.
   *
   * @param base https address
   * @param local the user's local repository; need not exist
   */
  MavenRepository(URI base, Path local, Downloader downloader) {
    this.base = base;
    this.local = local;
    this.downloader = downloader;
  }

  /**
   * Reads an address.
   *
   * @throws dev.vaccel.api.ConfigException INVALID_CONFIG if it is none of https
   */
  static URI address(String text) {
    return HttpsAddress.parse(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
  }

  /**
   * A jar with the artifact's bytes: the local repository's if it is the same, else fetched.
   *
   * @param to where a fetched one is written
   */
  Path jar(Artifact artifact, Path to, Progress progress) throws IOException {
    Sha256 sha256 = new Sha256(artifact.sha256());
    Path there = local.resolve(artifact.path());
    if (Files.isRegularFile(there)
        && Files.size(there) == artifact.bytes()
        && Sha256.of(there).equals(sha256)) {
      return there;
    }
    URI from = URI.create(base + "/" + artifact.path());
    downloader.fetch(
        RemoteFile.exactly(from, artifact.bytes(), sha256),
        to,
        (done, total) -> progress.update("downloading", done, total));
    return to;
  }
}
