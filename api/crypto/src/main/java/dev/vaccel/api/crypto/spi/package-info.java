/**
 * What back ends of {@code crypto} share: sessions with their handles and every check of an
 * argument. A back end brings a {@link dev.vaccel.api.crypto.spi.CryptoEngine} and wraps it into
 * {@link dev.vaccel.api.crypto.spi.CryptoSession}.
 */
package dev.vaccel.api.crypto.spi;
