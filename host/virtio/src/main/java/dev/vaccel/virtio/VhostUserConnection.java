package dev.vaccel.virtio;

import static dev.vaccel.virtio.VhostUserMessage.GET_CONFIG;
import static dev.vaccel.virtio.VhostUserMessage.GET_FEATURES;
import static dev.vaccel.virtio.VhostUserMessage.GET_PROTOCOL_FEATURES;
import static dev.vaccel.virtio.VhostUserMessage.GET_VRING_BASE;
import static dev.vaccel.virtio.VhostUserMessage.RESET_DEVICE;
import static dev.vaccel.virtio.VhostUserMessage.RESET_OWNER;
import static dev.vaccel.virtio.VhostUserMessage.SET_FEATURES;
import static dev.vaccel.virtio.VhostUserMessage.SET_MEM_TABLE;
import static dev.vaccel.virtio.VhostUserMessage.SET_OWNER;
import static dev.vaccel.virtio.VhostUserMessage.SET_PROTOCOL_FEATURES;
import static dev.vaccel.virtio.VhostUserMessage.SET_VRING_ADDR;
import static dev.vaccel.virtio.VhostUserMessage.SET_VRING_BASE;
import static dev.vaccel.virtio.VhostUserMessage.SET_VRING_CALL;
import static dev.vaccel.virtio.VhostUserMessage.SET_VRING_ENABLE;
import static dev.vaccel.virtio.VhostUserMessage.SET_VRING_ERR;
import static dev.vaccel.virtio.VhostUserMessage.SET_VRING_KICK;
import static dev.vaccel.virtio.VhostUserMessage.SET_VRING_NUM;

import dev.vaccel.posix.EventCounter;
import dev.vaccel.posix.OwnedFd;
import dev.vaccel.posix.Poller;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import java.lang.System.Logger;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A VMM that runs a device here: its messages say where the guest's memory and queues are. One
 * thread waits for messages, for the driver and for bells, in {@link #run}. Who has something to
 * send rings, and services the device itself if it is nobody's turn, which saves waking that
 * thread; so all state is guarded by the turn. {@link #ring} and {@link #finish} are any thread's.
 *
 * <p>Source: QEMU, docs/interop/vhost-user.rst, back-end side.
 */
final class VhostUserConnection implements VirtioDevice.Bell {
  private static final Logger LOG = System.getLogger(VhostUserConnection.class.getName());
  private static final long F_INDIRECT_DESC = 1L << 28;
  private static final long F_EVENT_IDX = 1L << 29;
  private static final long F_PROTOCOL_FEATURES = 1L << 30;
  private static final long F_VERSION_1 = 1L << 32;
  private static final long FEATURES =
      F_INDIRECT_DESC | F_EVENT_IDX | F_PROTOCOL_FEATURES | F_VERSION_1;
  private static final long PROTOCOL_REPLY_ACK = 1L << 3;
  private static final long PROTOCOL_CONFIG = 1L << 9;
  private static final int MOST_REGIONS = 8;
  private static final int REGION_BYTES = 32;
  private static final long MOST_MEMORY_BYTES = 1L << 40;
  private static final int QUEUE_MASK = 0xff;
  private static final int NO_DESCRIPTOR = 0x100;
  private static final int CONFIG_HEADER_BYTES = 12;

  private final StreamSocket socket;
  private final String name;
  private final VirtioDevice device;
  private final EventCounter bell;
  private final VhostUserMessage message;
  private final Poller poller;
  private final QueueState[] queues;
  private GuestMemory memory = GuestMemory.NONE;
  private long features;
  private boolean running;
  private boolean broken;
  private final ReentrantLock turn = new ReentrantLock();
  // What a session's thread found while it had the turn.
  private @Nullable BrokenGuestException fault;
  private volatile boolean finishing;

  /** What the VMM says of one queue. */
  private static final class QueueState {
    private int entries;
    private int nextAvailable;
    private long descriptors;
    private long used;
    private long available;
    private boolean addressed;
    private boolean enabled;
    // Set: the queue is started.
    private boolean started;
    private @Nullable EventCounter kick;
    private @Nullable EventCounter call;
    private @Nullable EventCounter error;
    private @Nullable SplitQueue queue;

    private boolean isReady() {
      return started && enabled && addressed;
    }

    private void close() {
      for (EventCounter counter : new EventCounter[] {kick, call, error}) {
        if (counter != null) {
          counter.close();
        }
      }
      kick = null;
      call = null;
      error = null;
    }
  }

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
    this.queues = new QueueState[device.queues()];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new QueueState();
    }
    this.poller = new Poller(2 + queues.length);
    // Last: nothing is left open if this fails.
    this.bell = EventCounter.create();
  }

  @Override
  public void ring() {
    bell.ring();
  }

  @Override
  public void serviceOrRing() {
    // Whoever has the turn looks again when it is over.
    while (device.isWanted() && turn.tryLock()) {
      boolean goesOn;
      try {
        if (!running || broken || fault != null) {
          return;
        }
        goesOn = device.service() >= 0 || finishing;
      } catch (BrokenGuestException e) {
        fault = e;
        goesOn = true;
      } catch (RuntimeException | Error e) {
        // Not the session's: it would not be freed.
        fault = ofOurs(e);
        goesOn = true;
      } finally {
        turn.unlock();
      }
      if (goesOn) {
        bell.ring();
        return;
      }
    }
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
        running = false;
        device.reset();
        message.closeDescriptors();
        for (QueueState state : queues) {
          state.close();
        }
        memory.close();
        bell.close();
        socket.close();
      } finally {
        turn.unlock();
      }
    }
  }

  private boolean turn() throws SystemCallException {
    long waitNs;
    poller.clear();
    int control = poller.add(socket.fd());
    int bells = poller.add(bell.fd());
    int kicks = bells + 1;
    List<EventCounter> kicked = List.of();
    boolean works;
    turn.lock();
    try {
      waitNs = service();
      if (finishing && device.isIdle()) {
        return false;
      }
      works = running && !broken;
      if (works) {
        kicked = kicks();
      }
    } finally {
      turn.unlock();
    }
    kicked.forEach(kick -> poller.add(kick.fd()));
    // Who rang while it was our turn left it to us.
    poller.await(works && device.isWanted() ? 0 : waitNs);
    if (poller.isReady(bells)) {
      bell.hear();
    }
    for (EventCounter kick : kicked) {
      if (poller.isReady(kicks++)) {
        kick.hear();
      }
    }
    return !poller.isReady(control) || receive();
  }

  private long service() {
    if (!running || broken) {
      return -1;
    }
    BrokenGuestException found = fault;
    if (found == null) {
      try {
        return device.service();
      } catch (BrokenGuestException e) {
        found = e;
      } catch (RuntimeException | Error e) {
        found = ofOurs(e);
      }
    }
    fault = null;
    breakDevice(found);
    return -1;
  }

  /** Out of memory, say: the guest's device ends, and nothing else. */
  private BrokenGuestException ofOurs(Throwable failure) {
    LOG.log(Logger.Level.ERROR, "device failed for a reason of ours vm=" + name, failure);
    return new BrokenGuestException("the device failed: " + failure);
  }

  private List<EventCounter> kicks() {
    List<EventCounter> kicks = new ArrayList<>(queues.length);
    for (QueueState state : queues) {
      if (state.kick != null) {
        kicks.add(state.kick);
      }
    }
    return kicks;
  }

  /** The guest broke the rules: its device does nothing any more, until it is reset. */
  private void breakDevice(BrokenGuestException reason) {
    broken = true;
    LOG.log(
        Logger.Level.WARNING,
        "device stopped, its guest breaks the rules vm={0} reason={1}",
        name,
        reason.getMessage());
    device.reset();
    for (QueueState state : queues) {
      if (state.error != null) {
        state.error.ring();
      }
    }
  }

  private boolean receive() throws SystemCallException {
    if (!message.read()) {
      return false;
    }
    turn.lock();
    try {
      handle();
      return true;
    } finally {
      turn.unlock();
    }
  }

  private void handle() throws SystemCallException {
    boolean answered = false;
    switch (message.request()) {
      case GET_FEATURES -> {
        message.reply(FEATURES);
        answered = true;
      }
      case SET_FEATURES -> {
        message.requireSize(8);
        features = message.getLong(0);
        if ((features & ~FEATURES) != 0) {
          throw new BrokenGuestException(
              "features 0x" + Long.toHexString(features) + " were not offered");
        }
      }
      case GET_PROTOCOL_FEATURES -> {
        message.reply(PROTOCOL_REPLY_ACK | PROTOCOL_CONFIG);
        answered = true;
      }
      case SET_OWNER, SET_PROTOCOL_FEATURES -> {}
      case RESET_OWNER, RESET_DEVICE -> {
        stop();
        for (QueueState state : queues) {
          state.started = false;
          state.enabled = false;
        }
      }
      case SET_MEM_TABLE -> setMemory();
      case SET_VRING_NUM -> {
        message.requireSize(8);
        queue(message.getInt(0)).entries = message.getInt(4);
      }
      case SET_VRING_ADDR -> setAddresses();
      case SET_VRING_BASE -> {
        message.requireSize(8);
        queue(message.getInt(0)).nextAvailable = message.getInt(4) & 0xffff;
      }
      case GET_VRING_BASE -> {
        stopQueue();
        answered = true;
      }
      case SET_VRING_KICK -> {
        QueueState state = counters();
        state.kick = replaced(state.kick);
        state.started = true;
        if ((features & F_PROTOCOL_FEATURES) == 0) {
          state.enabled = true;
        }
        startIfReady();
      }
      case SET_VRING_CALL -> {
        QueueState state = counters();
        state.call = replaced(state.call);
        if (state.queue != null) {
          state.queue.call(state.call);
          state.queue.interrupt(); // One may have been lost with the old counter.
        }
      }
      case SET_VRING_ERR -> {
        QueueState state = counters();
        state.error = replaced(state.error);
      }
      case SET_VRING_ENABLE -> {
        message.requireSize(8);
        QueueState state = queue(message.getInt(0));
        state.enabled = message.getInt(4) != 0;
        if (!state.enabled) {
          stop();
        }
        startIfReady();
      }
      case GET_CONFIG -> {
        answerConfiguration();
        answered = true;
      }
      default -> {
        if (message.needsReply()) {
          message.reply(1L);
          answered = true;
        }
      }
    }
    if (message.needsReply() && !answered) {
      message.reply(0L);
    }
  }

  private QueueState queue(int index) {
    if (index < 0 || index >= queues.length) {
      throw new BrokenGuestException("queue " + index + " of " + queues.length);
    }
    return queues[index];
  }

  private QueueState counters() {
    message.requireSize(8);
    return queue((int) (message.getLong(0) & QUEUE_MASK));
  }

  /** The counter that came along, in place of another. */
  private @Nullable EventCounter replaced(@Nullable EventCounter old) throws SystemCallException {
    OwnedFd fd = message.takeDescriptor();
    if (old != null) {
      old.close();
    }
    if (fd == null) {
      return null;
    }
    if ((message.getLong(0) & NO_DESCRIPTOR) != 0) {
      fd.close();
      return null;
    }
    return EventCounter.adopt(fd);
  }

  private void setMemory() throws SystemCallException {
    message.requireSize(8);
    int count = message.getInt(0);
    if (count < 0 || count > MOST_REGIONS || message.descriptors().size() != count) {
      throw new BrokenGuestException(
          "a memory table of "
              + Integer.toUnsignedString(count)
              + " regions with "
              + message.descriptors().size()
              + " descriptors: expected as many, at most "
              + MOST_REGIONS);
    }
    message.requireSize(8 + count * REGION_BYTES);
    List<GuestMemory.Place> places = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      int at = 8 + i * REGION_BYTES;
      places.add(
          new GuestMemory.Place(
              message.getLong(at),
              message.getLong(at + 8),
              message.getLong(at + 16),
              message.getLong(at + 24)));
      bytes += Math.clamp(message.getLong(at + 8), 0, MOST_MEMORY_BYTES + 1);
    }
    if (bytes > MOST_MEMORY_BYTES) {
      throw new BrokenGuestException("more than 1 TiB of memory"); // Address space is everybody's.
    }
    GuestMemory old = memory;
    memory = count == 0 ? GuestMemory.NONE : GuestMemory.map(places, message.descriptors());
    try {
      // Queues that work go on in the new mapping, where they were.
      if (running && !broken) {
        remap();
      }
    } finally {
      old.close();
    }
  }

  private void remap() {
    try {
      for (QueueState state : queues) {
        SplitQueue queue = state.queue;
        if (queue != null) {
          state.nextAvailable = queue.nextAvailable();
          state.queue = open(state);
        }
      }
      startDevice();
    } catch (BrokenGuestException e) {
      breakDevice(e);
    }
  }

  private SplitQueue open(QueueState state) {
    return new SplitQueue(
        memory,
        new SplitQueue.Place(state.entries, state.descriptors, state.available, state.used),
        state.nextAvailable,
        (features & F_EVENT_IDX) != 0,
        state.call);
  }

  private void setAddresses() {
    message.requireSize(40);
    QueueState state = queue(message.getInt(0));
    state.descriptors = message.getLong(8);
    state.used = message.getLong(16);
    state.available = message.getLong(24);
    state.addressed = true;
    startIfReady();
  }

  private void startIfReady() {
    if (running || broken) {
      return;
    }
    for (QueueState state : queues) {
      if (!state.isReady()) {
        return;
      }
    }
    try {
      boolean fresh = true;
      for (QueueState state : queues) {
        state.queue = open(state);
        fresh &= state.nextAvailable == 0;
      }
      if (fresh) {
        device.reset(); // A driver that begins, not a machine that was paused.
      }
      startDevice();
      running = true;
      LOG.log(Logger.Level.INFO, "virtual machine ready vm={0}", name);
    } catch (BrokenGuestException e) {
      breakDevice(e);
    }
  }

  private void startDevice() {
    SplitQueue[] started = new SplitQueue[queues.length];
    for (int i = 0; i < started.length; i++) {
      SplitQueue queue = queues[i].queue;
      if (queue == null) {
        throw new BrokenGuestException("queue " + i + " has no memory");
      }
      started[i] = queue;
    }
    device.start(started);
  }

  private void stopQueue() throws SystemCallException {
    message.requireSize(8);
    int index = message.getInt(0);
    QueueState state = queue(index);
    stop();
    state.started = false;
    state.close();
    message.putInt(4, state.nextAvailable);
    message.reply(8);
  }

  /** Stops all queues, which a reset guest may start again. */
  private void stop() {
    if (running || broken) {
      device.suspend();
      running = false;
      broken = false;
      fault = null;
      for (QueueState state : queues) {
        SplitQueue queue = state.queue;
        if (queue != null) {
          state.nextAvailable = queue.nextAvailable();
          state.queue = null;
        }
      }
    }
  }

  private void answerConfiguration() throws SystemCallException {
    message.requireSize(CONFIG_HEADER_BYTES);
    MemorySegment configuration = device.configuration();
    int offset = message.getInt(0);
    int bytes = message.getInt(4);
    if (offset < 0
        || bytes < 0
        || offset > configuration.byteSize()
        || bytes > message.size() - CONFIG_HEADER_BYTES) {
      throw new BrokenGuestException(
          "a question for " + bytes + " bytes of configuration at " + offset);
    }
    long there = Math.min(bytes, configuration.byteSize() - offset);
    message.putBytes(CONFIG_HEADER_BYTES, configuration.asSlice(offset, there));
    message.reply(message.size());
  }

  /** Ends it when nothing of the guest is left, from another thread. */
  void finish() {
    finishing = true;
    bell.ring();
  }
}
