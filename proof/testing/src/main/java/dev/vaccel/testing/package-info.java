/**
 * Contract suites and helpers for tests. A transport passes {@link dev.vaccel.testing.LinkContract}
 * by extending it once for each kind of address.
 */
package dev.vaccel.testing;
