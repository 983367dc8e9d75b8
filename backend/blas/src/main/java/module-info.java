import org.jspecify.annotations.NullMarked;

/** Back end for dense linear algebra. Exports nothing: the provided service is its only door. */
@NullMarked
module dev.vaccel.backend.blas {
  requires dev.vaccel.api;
  requires static org.jspecify;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.blas.BlasBackendProvider;
}
