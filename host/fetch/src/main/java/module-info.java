import org.jspecify.annotations.NullMarked;

/** Fetches files over HTTPS. Start at {@link dev.vaccel.fetch.Downloader}. */
@NullMarked
module dev.vaccel.fetch {
  requires static transitive org.jspecify;
  requires dev.vaccel.api;
  requires java.net.http;

  exports dev.vaccel.fetch;
}
