/**
 * What transports implement: {@link dev.vaccel.wire.spi.TransportProvider} makes {@link
 * dev.vaccel.wire.spi.Link}s and {@link dev.vaccel.wire.spi.Listener}s for the address schemes that
 * it knows.
 */
package dev.vaccel.wire.spi;
