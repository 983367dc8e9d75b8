package dev.vaccel.virtio;

import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/**
 * A device behind a VMM. One thread at a time calls it, with what others did before in sight;
 * {@link Bell} is what any thread says with that there is something to do.
 */
interface VirtioDevice {
  /** What {@link #service} returns where only a bell or the driver makes more to do. */
  long NEVER = -1;

  /** Chains of a queue that one {@link #service} deals with: messages are read between. */
  int MOST_CHAINS = 256;

  /** Queues that the device serves; the VMM may have more of its own. */
  int queues();

  /** What the driver reads as the device's configuration. */
  MemorySegment configuration();

  /** All queues work, or work again after {@link #suspend}. */
  void start(SplitQueue[] queues);

  /**
   * Does what there is to do, a bounded amount of it.
   *
   * @return nanoseconds until there is something to do that no bell and no driver announces; 0: at
   *     once; {@link #NEVER}
   * @throws BrokenGuestException if the driver broke the rules
   */
  long service();

  /**
   * Tells the driver what it may learn later than in {@link #service}: which of what it sent was
   * taken. Together with an answer, that is one interrupt instead of two.
   */
  default void tellTaken() {}

  /** Whether nothing of the guest is left here. */
  boolean isIdle();

  /** Whether somebody rang since the last {@link #service}. */
  boolean isWanted();

  /** The queues are gone; the guest may go on where it was. */
  void suspend();

  /** The guest begins anew or is gone: nothing of it is kept. */
  void reset();

  /** Has the device serviced. Thread-safe. */
  interface Bell {
    /** By the thread that rings, if it is nobody's turn: a session's own. */
    void serviceOrRing();

    /**
     * Has the calling thread, which waits for something that only the driver makes so, hear the
     * driver and service the device: so nobody has to wake it. Ends without {@code done} if another
     * hears, nothing comes for a while, or time is up.
     *
     * @param timeoutNs longest wait; negative: without limit
     */
    void hearUntil(BooleanSupplier done, long timeoutNs);

    /** Has a thread in {@link #hearUntil} look again. */
    void wakeHearer();

    /** Has the device's own thread hear the driver again, unless another does. */
    void hearNoMore();

    /**
     * By the device's own thread. For threads that serve others too: a guest can make this take
     * long.
     */
    void ring();
  }
}
