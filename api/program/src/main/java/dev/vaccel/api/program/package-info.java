/** Programs that the caller brings, for a compute device; entry point: {@code ProgramApi}. */
package dev.vaccel.api.program;
