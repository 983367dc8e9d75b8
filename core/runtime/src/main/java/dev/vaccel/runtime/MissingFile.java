package dev.vaccel.runtime;

import dev.vaccel.api.ResourceId;

/**
 * A file that an agent lacks.
 *
 * @param file hash of its content
 * @param offset number of its bytes that the agent has already
 */
public record MissingFile(ResourceId file, long offset) {}
