/**
 * Benchmarks behind the promises of docs/SPECIFICATION.md. Everything is a ratio against a baseline
 * of the same run: a direct call, a bare socket, a local session. Entry point: {@link
 * dev.vaccel.benchmarks.Benchmarks}.
 */
@NullMarked
package dev.vaccel.benchmarks;

import org.jspecify.annotations.NullMarked;
