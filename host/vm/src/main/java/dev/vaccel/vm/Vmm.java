package dev.vaccel.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A program that runs a virtual machine, and how it is told what machine. Thread-safe. */
public sealed interface Vmm permits Qemu, Firecracker, CloudHypervisor {
  /** For people. */
  String title();

  /** The scheme of addresses at which an agent serves its guests. */
  String scheme();

  /**
   * The command line.
   *
   * @param control a socket that the program makes, by which it is spoken to
   */
  List<String> command(MachineSpec machine, Path control);

  /**
   * Tells the program, which has just been started, the rest.
   *
   * @throws IOException with what it said, if it refuses
   */
  void boot(MachineSpec machine, Path control, Patience patience) throws IOException;

  /**
   * Looks whether the guest still has its device.
   *
   * @return why not; empty if it has, or if this program's guests notice themselves
   */
  Optional<String> deviceFault(Path control, Patience patience) throws IOException;
}
