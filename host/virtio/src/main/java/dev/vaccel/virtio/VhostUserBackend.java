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
import dev.vaccel.posix.SystemCallException;
import java.lang.System.Logger;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a VMM has said: where its guest's memory and queues are. Starts its device when all is said,
 * stops it when the VMM says so or the guest breaks the rules. Guarded by the device's turn.
 *
 * <p>Source: QEMU, docs/interop/vhost-user.rst, back-end side.
 */
final class VhostUserBackend {
  private static final Logger LOG = System.getLogger(VhostUserBackend.class.getName());
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
  private static final int INDEX_MASK = 0xff;
  private static final int NO_DESCRIPTOR = 0x100;
  private static final int CONFIG_HEADER_BYTES = 12;

  private final String name;
  private final VirtioDevice device;
  private final Vring[] vrings;
  private GuestMemory memory = GuestMemory.NONE;
  private long features;
  private State state = State.STOPPED;
  private List<EventCounter> kicks = List.of();

  /** Of the device. */
  private enum State {
    STOPPED,
    WORKING,
    BROKEN
  }

  /**
   * Nothing is said yet.
   *
   * @param name what messages call the virtual machine
   */
  VhostUserBackend(String name, VirtioDevice device) {
    this.name = name;
    this.device = device;
    this.vrings = new Vring[device.queues()];
    for (int i = 0; i < vrings.length; i++) {
      vrings[i] = new Vring();
    }
  }

  /** Whether the device works. */
  boolean isWorking() {
    return state == State.WORKING;
  }

  /**
   * Has a working device do what there is to do, and tell its driver all. Whatever fails in it ends
   * the device, and nothing else.
   *
   * @return as {@link VirtioDevice#service}
   */
  long service() {
    return service(() -> false);
  }

  /**
   * As {@link #service()}, but what its driver may learn later is left to be told.
   *
   * @param answering asked afterwards: whether another {@code service} follows at once
   */
  long service(BooleanSupplier answering) {
    if (!isWorking()) {
      return VirtioDevice.NEVER;
    }
    try {
      long waitNs = device.service();
      if (!answering.getAsBoolean()) {
        device.tellTaken();
      }
      return waitNs;
    } catch (RuntimeException | Error e) {
      fail(e);
      return VirtioDevice.NEVER;
    }
  }

  /** Tells the driver of a working device what was left to be told. */
  void tellTaken() {
    if (isWorking()) {
      try {
        device.tellTaken();
      } catch (RuntimeException | Error e) {
        fail(e);
      }
    }
  }

  private void fail(Throwable reason) {
    if (reason instanceof BrokenGuestException broken) {
      breakDevice(broken);
      return;
    }
    // Out of memory, say. The thread may be a session's, which would not be freed.
    LOG.log(Logger.Level.ERROR, "device failed for a reason of ours vm=" + name, reason);
    breakDevice(new BrokenGuestException("the device failed: " + reason));
  }

  /** What the driver of a working device rings; the same list until that changes. */
  List<EventCounter> kicks() {
    return kicks;
  }

  private void findKicks() {
    List<EventCounter> found = new ArrayList<>(vrings.length);
    for (Vring vring : vrings) {
      EventCounter kick = vring.kick();
      if (kick != null && isWorking()) {
        found.add(kick);
      }
    }
    kicks = List.copyOf(found);
  }

  /** The guest broke the rules: its device does nothing any more, until it is reset. */
  private void breakDevice(BrokenGuestException reason) {
    state = State.BROKEN;
    kicks = List.of();
    LOG.log(
        Logger.Level.WARNING,
        "device stopped, its guest breaks the rules vm={0} reason={1}",
        name,
        reason.getMessage());
    device.reset();
    for (Vring vring : vrings) {
      vring.reportError();
    }
  }

  /**
   * Does what a message says and answers it.
   *
   * @throws BrokenGuestException if the VMM breaks the protocol: its connection is to be ended
   */
  void handle(VhostUserMessage message) throws SystemCallException {
    try {
      act(message);
    } finally {
      findKicks();
    }
  }

  private void act(VhostUserMessage message) throws SystemCallException {
    switch (message.request()) {
      case GET_FEATURES -> message.reply(FEATURES);
      case GET_PROTOCOL_FEATURES -> message.reply(PROTOCOL_REPLY_ACK | PROTOCOL_CONFIG);
      case GET_VRING_BASE -> stopVring(message);
      case GET_CONFIG -> answerConfiguration(message);
      default -> {
        boolean known = obey(message);
        if (message.needsReply()) {
          message.reply(known ? 0L : 1L);
        }
      }
    }
  }

  /** Does what a message says that has no answer of its own; false if it is not known. */
  private boolean obey(VhostUserMessage message) throws SystemCallException {
    switch (message.request()) {
      case SET_OWNER, SET_PROTOCOL_FEATURES -> {}
      case SET_FEATURES -> setFeatures(message.requireSize(8).getLong(0));
      case RESET_OWNER, RESET_DEVICE -> {
        stop();
        for (Vring vring : vrings) {
          vring.stop();
        }
      }
      case SET_MEM_TABLE -> setMemory(message);
      case SET_VRING_NUM -> indexed(message, 8).entries(message.getInt(4));
      case SET_VRING_BASE -> indexed(message, 8).nextAvailable(message.getInt(4));
      case SET_VRING_ADDR -> {
        indexed(message, 40)
            .addresses(message.getLong(8), message.getLong(16), message.getLong(24));
        startIfReady();
      }
      case SET_VRING_KICK -> {
        Vring vring = masked(message);
        vring.kick(counter(message));
        if ((features & F_PROTOCOL_FEATURES) == 0) {
          vring.enabled(true);
        }
        startIfReady();
      }
      case SET_VRING_CALL -> masked(message).call(counter(message));
      case SET_VRING_ERR -> masked(message).error(counter(message));
      case SET_VRING_ENABLE -> {
        boolean enabled = message.requireSize(8).getInt(4) != 0;
        indexed(message, 8).enabled(enabled);
        if (!enabled) {
          stop();
        }
        startIfReady();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void setFeatures(long wanted) {
    if ((wanted & ~FEATURES) != 0) {
      throw new BrokenGuestException(
          "features 0x" + Long.toHexString(wanted) + " were not offered");
    }
    features = wanted;
  }

  /** The vring whose index a message of so many bytes begins with. */
  private Vring indexed(VhostUserMessage message, int bytes) {
    return vring(message.requireSize(bytes).getInt(0));
  }

  /** The vring whose index is in the low byte. */
  private Vring masked(VhostUserMessage message) {
    return vring((int) (message.requireSize(8).getLong(0) & INDEX_MASK));
  }

  private Vring vring(int index) {
    if (index < 0 || index >= vrings.length) {
      throw new BrokenGuestException("queue " + index + " of " + vrings.length);
    }
    return vrings[index];
  }

  /** The counter that came along; null for none. */
  private static @Nullable EventCounter counter(VhostUserMessage message)
      throws SystemCallException {
    OwnedFd fd = message.takeDescriptor();
    if (fd != null && (message.getLong(0) & NO_DESCRIPTOR) != 0) {
      fd.close();
      return null;
    }
    return fd == null ? null : EventCounter.adopt(fd);
  }

  private void setMemory(VhostUserMessage message) throws SystemCallException {
    int count = message.requireSize(8).getInt(0);
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
    for (int at = 8; places.size() < count; at += REGION_BYTES) {
      places.add(
          new GuestMemory.Place(
              message.getLong(at),
              message.getLong(at + 8),
              message.getLong(at + 16),
              message.getLong(at + 24)));
    }
    GuestMemory old = memory;
    memory = GuestMemory.map(places, message.descriptors());
    try {
      // Queues that work go on in the new mapping, where they were.
      if (isWorking()) {
        open();
      }
    } finally {
      old.close();
    }
  }

  private void startIfReady() {
    boolean fresh = true;
    for (Vring vring : vrings) {
      if (state != State.STOPPED || !vring.isReady()) {
        return;
      }
      fresh &= vring.nextAvailable() == 0;
    }
    if (fresh) {
      device.reset(); // A driver that begins, not a machine that was paused.
    }
    state = State.WORKING;
    open();
    if (isWorking()) {
      LOG.log(Logger.Level.INFO, "virtual machine ready vm={0}", name);
    }
  }

  private void open() {
    try {
      SplitQueue[] queues = new SplitQueue[vrings.length];
      for (int i = 0; i < queues.length; i++) {
        queues[i] = vrings[i].open(memory, (features & F_EVENT_IDX) != 0);
      }
      device.start(queues);
    } catch (BrokenGuestException e) {
      breakDevice(e);
    }
  }

  private void stopVring(VhostUserMessage message) throws SystemCallException {
    Vring vring = indexed(message, 8);
    stop();
    vring.stop();
    vring.close();
    message.putInt(4, vring.nextAvailable());
    message.reply(8);
  }

  /** Takes the device out of work; it may be started again. */
  private void stop() {
    device.suspend();
    state = State.STOPPED;
    for (Vring vring : vrings) {
      vring.pause();
    }
  }

  private void answerConfiguration(VhostUserMessage message) throws SystemCallException {
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

  /** Frees all; the VMM is gone. */
  void close() {
    state = State.STOPPED;
    kicks = List.of();
    device.reset();
    for (Vring vring : vrings) {
      vring.close();
    }
    memory.close();
  }
}
