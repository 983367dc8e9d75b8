package dev.vaccel.cli;

import dev.vaccel.vm.GuestRun;
import dev.vaccel.vm.Vmm;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The agent that a virtual machine calls: one that runs already, or a child of ours.
 *
 * @param socket the agent's for vhost-user; that of the VMM's device for hybrid vsock
 * @param port as the guest sees it
 * @param agent the child; null if it is somebody else's
 */
record VmDevice(Path socket, long port, @Nullable ChildAgent agent) implements AutoCloseable {
  private static final long PORT = 2048;
  private static final String HYBRID = "hvsock";
  private static final String NAME = "vm.sock";
  private static final long LOOK_EVERY_MS = 20;
  // What the kernel lists of a unix socket that listens.
  private static final String LISTENING = "00010000";
  private static final int FLAGS_FIELD = 3;
  private static final int PATH_FIELD = 7;

  /** An agent of our own, for this machine alone. */
  static VmDevice start(Vmm vmm, List<String> options) throws IOException {
    ChildAgent agent =
        ChildAgent.start(directory -> vmm.scheme() + "://" + directory.resolve(NAME), options);
    return new VmDevice(agent.directory().path().resolve(NAME), PORT, agent);
  }

  /** A device of an agent that runs, or will within some seconds. */
  static VmDevice await(Vmm vmm, String text, int waitSeconds, Terminal terminal) {
    Address address = Address.parse(text);
    String form = vmm.scheme() + (hybrid(vmm) ? ":///path#port" : ":///path");
    String location = address.location();
    int hash = hybrid(vmm) ? location.lastIndexOf('#') : -1;
    String path = hash < 0 ? location : location.substring(0, hash);
    if (!address.scheme().equals(vmm.scheme()) || !path.startsWith("/")) {
      throw Failure.usage("--device " + text + ": for " + vmm.title() + " expected " + form);
    }
    long port = hash < 0 ? PORT : port(text, location.substring(hash + 1));
    Path listening = Path.of(hybrid(vmm) ? path + "_" + port : path);
    awaitServed(listening, address, waitSeconds, terminal);
    return new VmDevice(Path.of(path), port, null);
  }

  private static boolean hybrid(Vmm vmm) {
    return vmm.scheme().equals(HYBRID);
  }

  private static long port(String text, String digits) {
    if (!digits.matches("\\d{1,10}") || Long.parseLong(digits) >= 0xffff_ffffL) {
      throw Failure.usage("--device " + text + ": expected a port behind #");
    }
    return Long.parseLong(digits);
  }

  private static void awaitServed(
      Path listening, Address address, int waitSeconds, Terminal terminal) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
    boolean told = false;
    while (!isServed(listening)) {
      if (System.nanoTime() - endNs >= 0) {
        throw new Failure(
            ExitCodes.NO_AGENT,
            "no agent serves "
                + address
                + " after "
                + waitSeconds
                + " s; start one: vaccel agent --listen "
                + address);
      }
      if (!told) {
        told = true;
        terminal.note("waiting up to " + waitSeconds + " s for an agent at " + address);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
    }
  }

  // The kernel's list is asked first, since a connection looks like a machine to the agent.
  private static boolean isServed(Path path) {
    if (!Files.exists(path)) {
      return false;
    }
    try {
      for (String line : Files.readAllLines(Path.of("/proc/net/unix"))) {
        String[] fields = line.split(" +", PATH_FIELD + 1);
        if (fields.length > PATH_FIELD
            && fields[FLAGS_FIELD].equals(LISTENING)
            && fields[PATH_FIELD].equals(path.toString())) {
          return true;
        }
      }
    } catch (IOException _) {
      // another name space, or no Linux
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException _) {
      return false;
    }
  }

  /** The process of our own agent. */
  long processId() {
    return Objects.requireNonNull(agent, "somebody else's agent").process().pid();
  }

  /** Tells the run when our own agent ends. */
  void watch(GuestRun run) {
    if (agent != null) {
      agent
          .process()
          .onEnd(
              code -> {
                String said = agent.lastWords();
                run.deviceLost(
                    "the agent, process "
                        + agent.process().pid()
                        + ", ended with exit code "
                        + code
                        + (said.isEmpty() ? "" : ": " + said));
              });
    }
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.close();
    }
  }
}
