package dev.vaccel.cli;

import dev.vaccel.vm.GuestCommand;
import dev.vaccel.vm.GuestOutcome;
import dev.vaccel.vm.GuestOutput;
import dev.vaccel.vm.GuestRun;
import dev.vaccel.vm.MachineSpec;
import dev.vaccel.vm.Vmm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A command in a machine with its agent; nothing of it outlives this process.
 *
 * @param vmm what runs the machine
 * @param agent what the guest calls
 * @param control where the VMM makes its control socket
 */
record MachineRun(
    Vmm vmm, MachineSpec machine, GuestCommand command, VmDevice agent, Path control) {
  // Emulated guests boot in seconds; on a machine that is very busy in a minute.
  private static final long BOOT_SECONDS = 240;

  /**
   * Runs it to its end.
   *
   * @param timeoutSeconds longest time for everything; 0 for any
   * @param started sees the run once it has begun
   * @param ended sees it when all is over, with its times
   */
  GuestOutcome await(
      int timeoutSeconds, GuestOutput output, Consumer<GuestRun> started, Consumer<GuestRun> ended)
      throws IOException, InterruptedException {
    GuestRun run =
        AtExit.begin(() -> GuestRun.start(vmm, machine, command, control, output), GuestRun::close);
    try {
      agent.watch(run);
      started.accept(run);
      GuestOutcome outcome = run.await(BOOT_SECONDS, timeoutSeconds);
      ended.accept(run);
      return outcome;
    } finally {
      run.close();
      AtExit.ended(run);
    }
  }

  /**
   * The exit code that the command ended with.
   *
   * @throws Failure if it did not end by itself
   */
  static int exitCode(GuestOutcome outcome) {
    return switch (outcome) {
      case GuestOutcome.Ended(int code) -> {
        if (code != 0) {
          AtExit.letSignalsDecide();
        }
        yield code;
      }
      case GuestOutcome.MachineEnded(String why) -> throw Failure.failed(why);
      case GuestOutcome.TimedOut(String why) -> throw Failure.failed(why);
      case GuestOutcome.Stopped(String why) -> throw Failure.failed(why);
      case GuestOutcome.DeviceLost(String why) ->
          throw new Failure(ExitCodes.NO_AGENT, why + "; the virtual machine was stopped");
    };
  }
}
