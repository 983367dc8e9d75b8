package dev.vaccel.api.crypto;

import dev.vaccel.api.Handle;

/**
 * A digest that {@link CryptoApi#beginHash} began in a session.
 *
 * @param value number given by the session
 */
public record HashHandle(long value) implements Handle {}
