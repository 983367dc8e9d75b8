package dev.vaccel.api.program;

/**
 * What a kernel's declaration says of one argument.
 *
 * @param name its name
 * @param type its type as declared: {@code float*}
 * @param place {@code global}, {@code local}, {@code constant} or {@code private} (a value)
 */
public record KernelArgument(String name, String type, String place) {}
