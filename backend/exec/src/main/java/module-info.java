import org.jspecify.annotations.NullMarked;

/** Back end that calls native libraries. Exports nothing: the provided service is its only door. */
@NullMarked
module dev.vaccel.backend.exec {
  requires dev.vaccel.api;
  requires dev.vaccel.api.exec;
  requires static org.jspecify;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.exec.ExecBackendProvider;
}
