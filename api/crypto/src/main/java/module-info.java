import org.jspecify.annotations.NullMarked;

/** The described API {@code crypto}. A module of its own: not every guest needs it. */
@NullMarked
module dev.vaccel.api.crypto {
  requires transitive dev.vaccel.api;
  requires static org.jspecify;

  exports dev.vaccel.api.crypto;
  // Back ends of this API; applications do not use it.
  exports dev.vaccel.api.crypto.spi;

  provides dev.vaccel.api.spi.ApiBinding with
      dev.vaccel.api.crypto.CryptoApiBinding;
}
