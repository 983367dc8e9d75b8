/**
 * What back ends implement ({@link dev.vaccel.api.spi.BackendProvider}, {@link
 * dev.vaccel.api.spi.Backend}) and what generated code is written against ({@link
 * dev.vaccel.api.spi.ApiBinding} and the argument readers and writers).
 */
package dev.vaccel.api.spi;
