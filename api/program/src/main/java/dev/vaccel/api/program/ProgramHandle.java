package dev.vaccel.api.program;

import dev.vaccel.api.Handle;

/**
 * A program that {@link ProgramApi#build} built in a session.
 *
 * @param value number given by the session
 */
public record ProgramHandle(long value) implements Handle {}
