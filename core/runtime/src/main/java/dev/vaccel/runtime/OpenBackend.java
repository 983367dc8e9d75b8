package dev.vaccel.runtime;

import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import org.jspecify.annotations.Nullable;

/**
 * A back end that was asked for: open, or unavailable with the reason.
 *
 * @param provider its entry point
 * @param backend null when it is unavailable
 * @param reason why it is unavailable; empty when it is open
 */
record OpenBackend(BackendProvider provider, @Nullable Backend backend, String reason) {
  String name() {
    return provider.name();
  }
}
