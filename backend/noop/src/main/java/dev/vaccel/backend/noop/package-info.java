/**
 * The back end that computes nothing: the baseline of every measurement, and the template that a
 * new back end starts from. A copy keeps the shape that all back ends share, so that who knows one
 * knows the next:
 *
 * <ul>
 *   <li>{@link dev.vaccel.backend.noop.NoopBackendProvider}: name, preference and capabilities;
 *       {@code open} probes for the framework and says why it cannot be used
 *   <li>{@link dev.vaccel.backend.noop.NoopBackend}: what all sessions share (the framework, its
 *       devices and caches); thread-safe
 *   <li>{@link dev.vaccel.backend.noop.NoopSession}: what one session owns, freed when it closes
 *   <li>{@link dev.vaccel.backend.noop.NoopOperations}: the described API, checks before anything
 *       else
 *   <li>{@link dev.vaccel.backend.noop.NoopErrors}: every message in one place
 *   <li>{@code XBindings}, where there is a native library: its method handles and nothing else
 * </ul>
 *
 * Entry point: {@link dev.vaccel.backend.noop.NoopBackendProvider}. The steps from a copy to a
 * working back end stand in this module's README.
 */
package dev.vaccel.backend.noop;
