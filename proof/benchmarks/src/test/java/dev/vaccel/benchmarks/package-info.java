/** Smoke tests of the benchmarks. */
@NullMarked
package dev.vaccel.benchmarks;

import org.jspecify.annotations.NullMarked;
