import org.jspecify.annotations.NullMarked;

/** Back end that maps to other APIs. Exports nothing: the provided service is its only door. */
@NullMarked
module dev.vaccel.backend.genop {
  requires dev.vaccel.api;
  requires dev.vaccel.api.array;
  requires dev.vaccel.api.exec;
  // Descriptions: which typed arguments an operation takes.
  requires dev.vaccel.codegen;
  requires static org.jspecify;

  uses dev.vaccel.api.spi.ApiBinding;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.genop.GenopBackendProvider;
}
