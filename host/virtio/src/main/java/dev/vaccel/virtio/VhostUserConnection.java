package dev.vaccel.virtio;

import dev.vaccel.posix.EventCounter;
import dev.vaccel.posix.Poller;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import java.lang.System.Logger;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A VMM that runs a device here. One thread waits for its messages, for the driver and for bells,
 * in {@link #run}. A session that has something to send services the device itself if it is
 * nobody's turn, and one that waits for bytes hears the driver itself if no other does: both save
 * waking a thread. So device and back end are guarded by the turn. What implements the bell and
 * {@link #finish} are any thread's.
 */
final class VhostUserConnection implements VirtioDevice.Bell {
  private static final Logger LOG = System.getLogger(VhostUserConnection.class.getName());

  private final StreamSocket socket;
  private final String name;
  private final VirtioDevice device;
  private final VhostUserBackend backend;
  private final VhostUserMessage message;
  private final Poller poller;
  private final EventCounter bell;
  private final ReentrantLock turn = new ReentrantLock();
  private final DriverHearing hearing;
  private volatile boolean finishing;

  /** Makes the device that a connection serves. */
  @FunctionalInterface
  interface DeviceMaker {
    VirtioDevice make(VirtioDevice.Bell bell);
  }

  /**
   * A connection that owns its socket.
   *
   * @param name what messages call the virtual machine
   */
  VhostUserConnection(StreamSocket socket, String name, DeviceMaker maker)
      throws SystemCallException {
    this.socket = socket;
    this.name = name;
    this.message = new VhostUserMessage(socket.messages(), socket.writer());
    this.device = maker.make(this);
    this.backend = new VhostUserBackend(name, device);
    this.poller = new Poller(2 + device.queues());
    // Last: nothing is left open if this fails.
    this.bell = EventCounter.create();
    try {
      this.hearing = new DriverHearing(device.queues(), backend, device, turn, bell);
    } catch (SystemCallException e) {
      bell.close();
      throw e;
    }
  }

  @Override
  public void ring() {
    bell.ring();
  }

  @Override
  public void serviceOrRing() {
    // Whoever has the turn looks again when it is over.
    while (device.isWanted() && turn.tryLock()) {
      boolean works;
      long waitNs;
      try {
        waitNs = backend.service();
        works = backend.isWorking();
      } finally {
        turn.unlock();
      }
      if (waitNs >= 0 || finishing) {
        bell.ring();
      }
      if (waitNs >= 0 || !works) {
        return; // What is left is the other thread's; or waits until the device works again.
      }
    }
  }

  @Override
  public void hearUntil(BooleanSupplier done, long timeoutNs) {
    hearing.until(done, timeoutNs);
  }

  @Override
  public void wakeHearer() {
    hearing.wake();
  }

  @Override
  public void hearNoMore() {
    hearing.stop();
  }

  /** Serves until the VMM or {@link #finish} ends it. */
  void run() {
    try {
      boolean open = true;
      while (open) {
        open = turn();
      }
      LOG.log(Logger.Level.INFO, "virtual machine left vm={0}", name);
    } catch (SystemCallException | BrokenGuestException e) {
      LOG.log(
          Logger.Level.WARNING, "virtual machine dropped vm={0} reason={1}", name, e.getMessage());
    } finally {
      turn.lock();
      try {
        backend.close();
        message.closeDescriptors();
        bell.close();
        hearing.close();
        socket.close();
      } finally {
        turn.unlock();
      }
    }
  }

  private boolean turn() throws SystemCallException {
    long waitNs;
    boolean works;
    List<EventCounter> kicks;
    hearing.takeBackForgotten();
    turn.lock();
    try {
      waitNs = backend.service();
      if (finishing && device.isIdle()) {
        return false;
      }
      works = backend.isWorking();
      kicks = hearing.isTheirs() ? List.of() : backend.kicks();
    } finally {
      turn.unlock();
    }
    poller.clear();
    int control = poller.add(socket.fd());
    int bells = poller.add(bell.fd());
    kicks.forEach(kick -> poller.add(kick.fd()));
    // Who rang while it was our turn left it to us.
    poller.await(works && device.isWanted() ? 0 : hearing.atMost(waitNs));
    if (poller.isReady(bells)) {
      bell.hear();
    }
    hear(kicks, poller, bells + 1);
    return !poller.isReady(control) || receive();
  }

  /** Two threads may be told of the same kick. */
  private void hear(List<EventCounter> kicks, Poller polled, int first) {
    turn.lock();
    try {
      for (int i = 0; i < kicks.size(); i++) {
        if (polled.isReady(first + i)) {
          kicks.get(i).hear();
        }
      }
    } finally {
      turn.unlock();
    }
  }

  private boolean receive() throws SystemCallException {
    if (!message.read()) {
      return false;
    }
    turn.lock();
    try {
      backend.handle(message);
      return true;
    } finally {
      turn.unlock();
      hearing.wake(); // The driver may ring elsewhere from now on.
    }
  }

  /** Ends it when nothing of the guest is left, from another thread. */
  void finish() {
    finishing = true;
    bell.ring();
  }
}
