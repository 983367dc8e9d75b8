import org.jspecify.annotations.NullMarked;

/** Back end on the JDK's ciphers. Exports nothing: the provided service is its only door. */
@NullMarked
module dev.vaccel.backend.crypto {
  requires dev.vaccel.api;
  requires dev.vaccel.api.crypto;
  requires static org.jspecify;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.crypto.CryptoBackendProvider;
}
