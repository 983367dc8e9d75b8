package dev.vaccel.vm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One command in a machine of its own: boots it, passes the command's output on, watches over
 * machine and device, and ends the machine. {@link #await} belongs to one thread; the rest is
 * thread-safe.
 */
public final class GuestRun implements AutoCloseable {
  private static final long LOOK_EVERY_MS = 500;
  private static final long CONTROL_SECONDS = 20;
  private static final long DEVICE_SECONDS = 2;
  // So does the JDK tell of signals.
  private static final int SIGNALLED = 128;

  private final Vmm vmm;
  private final MachineSpec machine;
  private final Path control;
  private final VmmProcess process;
  private final GuestInput input;
  private final ConsoleReader reader;
  private final long startNs = System.nanoTime();
  private final CompletableFuture<GuestOutcome> outcome = new CompletableFuture<>();
  // Written by the console's thread.
  private volatile long bootNs = -1;

  private GuestRun(
      Vmm vmm,
      MachineSpec machine,
      Path control,
      VmmProcess process,
      GuestInput input,
      ConsoleReader reader) {
    this.vmm = vmm;
    this.machine = machine;
    this.control = control;
    this.process = process;
    this.input = input;
    this.reader = reader;
  }

  /**
   * Starts the VMM, and no more: the rest is done by {@link #await}.
   *
   * @param machine whose initramfs was written by {@link GuestCommand#writeBehind}
   * @param command that one
   * @param control where the VMM makes its control socket; its directory is private
   * @param output what the command says, both its outputs, on a thread of the run
   */
  public static GuestRun start(
      Vmm vmm, MachineSpec machine, GuestCommand command, Path control, GuestOutput output)
      throws IOException {
    Files.deleteIfExists(control);
    GuestInput input = GuestInput.create(control.resolveSibling(control.getFileName() + ".input"));
    VmmProcess process = null;
    try {
      process = VmmProcess.start(vmm.command(machine, control), input.pipe());
    } finally {
      if (process == null) {
        input.close();
      }
    }
    ConsoleReader reader = new ConsoleReader(command.token(), output);
    GuestRun run = new GuestRun(vmm, machine, control, process, input, reader);
    Thread.ofPlatform().daemon().name("vaccel-console").start(run::readConsole);
    return run;
  }

  private void readConsole() {
    byte[] block = new byte[1 << 13];
    try (InputStream console = process.console()) {
      for (int count = console.read(block); count >= 0; count = console.read(block)) {
        try {
          reader.take(block, count);
        } catch (IOException e) {
          stop("the command's output cannot be passed on: " + e.getMessage());
          return;
        }
        notice();
      }
      reader.end();
    } catch (IOException _) {
      // it was ended
    }
    outcome.complete(new GuestOutcome.MachineEnded(whyEnded()));
  }

  private void notice() {
    switch (reader.state()) {
      case BOOTING -> {}
      case RUNNING -> booted();
      case ENDED -> {
        booted();
        reader.exitCode().ifPresent(code -> outcome.complete(new GuestOutcome.Ended(code)));
      }
      case RESTARTED ->
          outcome.complete(
              new GuestOutcome.MachineEnded("the guest's kernel was restarted under the command"));
    }
  }

  private void booted() {
    if (bootNs < 0) {
      bootNs = System.nanoTime() - startNs;
    }
  }

  private String whyEnded() {
    OptionalInt code = process.exitCode();
    StringBuilder why = new StringBuilder("the virtual machine ended before its command ");
    why.append(reader.state() == ConsoleReader.State.BOOTING ? "began" : "did");
    why.append(" (").append(vmm.title());
    if (code.isEmpty()) {
      why.append(" still runs)");
    } else if (code.getAsInt() > SIGNALLED) {
      why.append(" was ended by signal ").append(code.getAsInt() - SIGNALLED).append(')');
    } else {
      why.append(" ended with exit code ").append(code.getAsInt()).append(')');
    }
    String said = process.messages();
    if (!said.isEmpty()) {
      why.append(", ").append(vmm.title()).append(" said: ").append(said);
    }
    String console = reader.lastLines();
    if (!console.isEmpty()) {
      why.append(", its console said last: ").append(console);
    }
    return why.toString();
  }

  /**
   * Boots the machine and waits for the command's end.
   *
   * @param bootSeconds longest time until the command begins
   * @param timeoutSeconds longest time for everything; 0 for any
   * @throws IOException if the VMM refuses the machine
   */
  public GuestOutcome await(long bootSeconds, long timeoutSeconds)
      throws IOException, InterruptedException {
    try {
      vmm.boot(machine, control, Patience.of(CONTROL_SECONDS, process::isAlive));
    } catch (IOException e) {
      if (!process.isAlive()) {
        return ended(CONTROL_SECONDS * 1000)
            .orElseGet(() -> new GuestOutcome.MachineEnded(whyEnded()));
      }
      throw e;
    }
    Optional<GuestOutcome> found = ended(LOOK_EVERY_MS);
    while (found.isEmpty()) {
      tooLong(bootSeconds, timeoutSeconds).ifPresent(outcome::complete);
      if (!outcome.isDone() && process.isAlive()) {
        deviceFault().ifPresent(why -> outcome.complete(new GuestOutcome.DeviceLost(why)));
      }
      found = ended(LOOK_EVERY_MS);
    }
    return found.get();
  }

  private Optional<GuestOutcome> ended(long ms) throws InterruptedException {
    try {
      return Optional.of(outcome.get(ms, TimeUnit.MILLISECONDS));
    } catch (TimeoutException _) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<GuestOutcome> tooLong(long bootSeconds, long timeoutSeconds) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs);
    if (timeoutSeconds > 0 && seconds >= timeoutSeconds) {
      return Optional.of(
          new GuestOutcome.TimedOut("not done after " + timeoutSeconds + " s, stopped"));
    }
    if (bootNs < 0 && seconds >= bootSeconds) {
      String said = reader.lastLines();
      return Optional.of(
          new GuestOutcome.TimedOut(
              "the guest did not begin its command within "
                  + bootSeconds
                  + " s"
                  + (said.isEmpty() ? "" : ", its console said last: " + said)));
    }
    return Optional.empty();
  }

  private Optional<String> deviceFault() {
    try {
      return vmm.deviceFault(control, Patience.of(DEVICE_SECONDS, process::isAlive));
    } catch (IOException _) {
      return Optional.empty(); // A VMM that does not answer tells nothing of its device.
    }
  }

  /**
   * Says a line to the guest's console. A command has no standard input of its own: it hears this
   * if it reads {@code /dev/console}.
   */
  public synchronized void say(String line) throws IOException {
    input.say(line);
  }

  /** Says that the agent is gone: the command cannot go on. */
  public void deviceLost(String why) {
    outcome.complete(new GuestOutcome.DeviceLost(why));
  }

  /** Stops waiting; the machine goes with {@link #close}. */
  public void stop(String why) {
    outcome.complete(new GuestOutcome.Stopped(why));
  }

  /** The VMM's process. */
  public long pid() {
    return process.pid();
  }

  /** The time from the VMM's start to the command's, in nanoseconds; empty before. */
  public OptionalLong bootNs() {
    return bootNs < 0 ? OptionalLong.empty() : OptionalLong.of(bootNs);
  }

  /** Ends the machine, if it still runs. */
  @Override
  public void close() {
    process.close();
    try {
      input.close();
      Files.deleteIfExists(control);
    } catch (IOException _) {
      // its directory goes too
    }
  }
}
