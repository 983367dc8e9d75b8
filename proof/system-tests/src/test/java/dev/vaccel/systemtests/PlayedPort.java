package dev.vaccel.systemtests;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A virtual machine's serial port: a VMM that connects to an agent's socket, again whenever it has
 * to, and the port's device in the guest, a socket that one program after the other opens. Neither
 * side sees what happens on the other but for its bytes. What the agent sends to a program that has
 * ended is lost, wherever a packet is cut by that.
 */
final class PlayedPort implements AutoCloseable {
  private static final long RECONNECT_NS = 10_000_000;

  private final UnixDomainSocketAddress agentSocket;
  private final ServerSocketChannel device;
  private final AtomicLong toAgent = new AtomicLong();
  private final AtomicLong toGuest = new AtomicLong();
  private final AtomicInteger streams = new AtomicInteger();

  // Guarded by this object.
  private @Nullable SocketChannel agent;
  private @Nullable SocketChannel program;
  private boolean closed;

  PlayedPort(Path agentSocket, Path device) throws IOException {
    this.agentSocket = UnixDomainSocketAddress.of(agentSocket);
    this.device = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    this.device.bind(UnixDomainSocketAddress.of(device));
    Thread.ofPlatform().daemon().name("port-up").start(this::serveGuest);
    Thread.ofPlatform().daemon().name("port-down").start(this::serveAgent);
  }

  /** Bytes that guest and agent have sent. */
  long bytes() {
    return toAgent.get() + toGuest.get();
  }

  /** How often a VMM has connected. */
  int streams() {
    return streams.get();
  }

  /** The guest is reset: its program is gone, and the agent sees nothing of it. */
  void resetGuest() throws IOException {
    SocketChannel gone;
    synchronized (this) {
      gone = program;
      program = null;
    }
    close(gone);
  }

  /** The VMM ends, and its guest with it; another takes its place. */
  void restartVmm() throws IOException {
    SocketChannel gone;
    synchronized (this) {
      gone = agent;
      agent = null;
    }
    close(gone);
    resetGuest();
  }

  private static void close(@Nullable SocketChannel channel) throws IOException {
    if (channel != null) {
      channel.close();
    }
  }

  private void serveGuest() {
    ByteBuffer block = ByteBuffer.allocate(1 << 16);
    while (device.isOpen()) {
      try (SocketChannel opened = device.accept()) {
        synchronized (this) {
          program = opened;
          notifyAll();
        }
        while (opened.read(block.clear()) >= 0) {
          SocketChannel to = awaitAgent();
          for (block.flip(); block.hasRemaining(); ) {
            toAgent.addAndGet(to.write(block));
          }
        }
      } catch (IOException ended) {
        // The program, or the VMM under it.
      }
    }
  }

  private void serveAgent() {
    ByteBuffer block = ByteBuffer.allocate(1 << 16);
    while (device.isOpen()) {
      try (SocketChannel connected = SocketChannel.open(agentSocket)) {
        synchronized (this) {
          agent = connected;
          streams.incrementAndGet();
          notifyAll();
        }
        while (connected.read(block.clear()) >= 0) {
          deliver(block.flip());
        }
      } catch (IOException nobodyThere) {
        LockSupport.parkNanos(RECONNECT_NS); // The agent is not there, or the VMM ended.
      }
      hostIsGone();
    }
  }

  private void deliver(ByteBuffer block) {
    SocketChannel to;
    synchronized (this) {
      to = program;
    }
    try {
      while (to != null && block.hasRemaining()) {
        toGuest.addAndGet(to.write(block));
      }
    } catch (IOException ended) {
      // The rest is lost with it.
    }
  }

  /** Programs of the guest see that nobody is there. */
  private void hostIsGone() {
    try {
      synchronized (this) {
        agent = null;
      }
      resetGuest();
    } catch (IOException closedAlready) {
      // As it should be.
    }
  }

  private synchronized SocketChannel awaitAgent() throws IOException {
    while (!closed) {
      if (agent != null && agent.isOpen()) {
        return agent;
      }
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    throw new IOException("the machine has ended");
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    device.close();
    restartVmm();
  }
}
