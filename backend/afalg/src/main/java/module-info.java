import org.jspecify.annotations.NullMarked;

/** Back end on the kernel's crypto API. Exports nothing: the provided service is its only door. */
@NullMarked
module dev.vaccel.backend.afalg {
  requires dev.vaccel.api;
  requires dev.vaccel.api.crypto;
  requires dev.vaccel.posix;
  requires static org.jspecify;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.afalg.AfalgBackendProvider;
}
