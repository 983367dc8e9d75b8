package dev.vaccel.api.crypto;

import dev.vaccel.api.Handle;

/**
 * A key that {@link CryptoApi#importKey} gave to a session. Says nothing about the key.
 *
 * @param value number given by the session
 */
public record KeyHandle(long value) implements Handle {}
