import org.jspecify.annotations.NullMarked;

/** Back end without a computation. Exports nothing: the provided service is its only door. */
@NullMarked
module dev.vaccel.backend.noop {
  requires dev.vaccel.api;
  requires static org.jspecify;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.noop.NoopBackendProvider;
}
