package dev.vaccel.vm;

/** How the run of a command in a machine ended. */
public sealed interface GuestOutcome {
  /**
   * The command ended.
   *
   * @param exitCode its own, or 128 and the number of the signal that ended it
   */
  record Ended(int exitCode) implements GuestOutcome {}

  /**
   * The machine ended before the command did.
   *
   * @param why what is known of it
   */
  record MachineEnded(String why) implements GuestOutcome {}

  /**
   * The agent is gone.
   *
   * @param why how that was noticed
   */
  record DeviceLost(String why) implements GuestOutcome {}

  /**
   * It took too long.
   *
   * @param why what did
   */
  record TimedOut(String why) implements GuestOutcome {}

  /**
   * It was stopped from here.
   *
   * @param why the reason that was given
   */
  record Stopped(String why) implements GuestOutcome {}
}
