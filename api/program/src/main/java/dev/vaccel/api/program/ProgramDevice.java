package dev.vaccel.api.program;

/**
 * A device that programs run on.
 *
 * @param id kind and number, for {@link ProgramApi#build}: {@code opencl:0}
 * @param name its own name and its driver's, for people
 * @param kind {@code cpu}, {@code gpu}, {@code accelerator} or {@code other}
 * @param memoryBytes memory that it can use
 * @param maxBufferBytes largest single buffer
 * @param maxGroupSize most work-items in a work-group
 */
public record ProgramDevice(
    String id,
    String name,
    String kind,
    long memoryBytes,
    long maxBufferBytes,
    long maxGroupSize) {}
