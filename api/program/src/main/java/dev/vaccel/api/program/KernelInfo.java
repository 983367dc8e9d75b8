package dev.vaccel.api.program;

import java.util.List;

/**
 * A kernel of a built program.
 *
 * @param name its name
 * @param argumentCount number of its arguments
 * @param maxGroupSize most work-items in a work-group of it, on the device it was built for
 * @param arguments what is known of its arguments, in order; empty where the program does not tell,
 *     as vendor binaries often do not
 */
public record KernelInfo(
    String name, int argumentCount, long maxGroupSize, List<KernelArgument> arguments) {
  /** Copies the list. */
  public KernelInfo {
    arguments = List.copyOf(arguments);
  }
}
