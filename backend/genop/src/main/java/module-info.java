import org.jspecify.annotations.NullMarked;

/** Back end that maps to other APIs. Exports nothing: the provided service is its only door. */
@NullMarked
module dev.vaccel.backend.genop {
  requires dev.vaccel.api;
  requires dev.vaccel.api.array;
  requires dev.vaccel.api.exec;
  requires static org.jspecify;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.genop.GenopBackendProvider;
}
