package dev.vaccel.virtio;

import dev.vaccel.posix.EventCounter;
import org.jspecify.annotations.Nullable;

/**
 * What the VMM has said of one queue, and the queue while it works. Guarded by the device's turn.
 */
final class Vring {
  private int entries;
  private int nextAvailable;
  private long descriptors;
  private long used;
  private long available;
  private boolean addressed;
  private boolean started;
  private boolean enabled;
  private @Nullable EventCounter kick;
  private @Nullable EventCounter call;
  private @Nullable EventCounter error;
  private @Nullable SplitQueue queue;

  /** Its size; checked when it is opened. */
  void entries(int count) {
    entries = count;
  }

  /** Where its parts are, by addresses of the VMM; checked when it is opened. */
  void addresses(long newDescriptors, long newUsed, long newAvailable) {
    descriptors = newDescriptors;
    used = newUsed;
    available = newAvailable;
    addressed = true;
  }

  /** The entry that the device looks at next: 0 for a driver that begins. */
  void nextAvailable(int entry) {
    nextAvailable = entry & 0xffff;
  }

  int nextAvailable() {
    return nextAvailable;
  }

  /** What the driver rings when there is something; the queue is started. */
  void kick(@Nullable EventCounter newKick) {
    close(kick);
    kick = newKick;
    started = true;
  }

  @Nullable EventCounter kick() {
    return kick;
  }

  /** The driver's interrupt. */
  void call(@Nullable EventCounter newCall) {
    close(call);
    call = newCall;
    SplitQueue working = queue;
    if (working != null) {
      working.call(newCall);
      working.interrupt(); // One may have been lost with the old counter.
    }
  }

  /** What tells the VMM that the queue is broken. */
  void error(@Nullable EventCounter newError) {
    close(error);
    error = newError;
  }

  void reportError() {
    if (error != null) {
      error.ring();
    }
  }

  void enabled(boolean yes) {
    enabled = yes;
  }

  /** Whether the VMM has said all that a queue needs to work. */
  boolean isReady() {
    return started && enabled && addressed;
  }

  /** Opens it, or opens it anew where its memory is now, and goes on where it was. */
  SplitQueue open(GuestMemory memory, boolean eventIndex) {
    pause();
    SplitQueue opened =
        new SplitQueue(
            memory,
            new SplitQueue.Place(entries, descriptors, available, used),
            nextAvailable,
            eventIndex,
            call);
    queue = opened;
    return opened;
  }

  /** Takes the queue out of work and notes where it was. */
  void pause() {
    SplitQueue working = queue;
    if (working != null) {
      nextAvailable = working.nextAvailable();
      queue = null;
    }
  }

  /** Has to be started and enabled again. */
  void stop() {
    pause();
    started = false;
    enabled = false;
  }

  /** Forgets the VMM's counters. */
  void close() {
    close(kick);
    close(call);
    close(error);
    kick = null;
    call = null;
    error = null;
  }

  private static void close(@Nullable EventCounter counter) {
    if (counter != null) {
      counter.close();
    }
  }
}
