package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.wire.FrameReader;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bulk streams that are arriving on one connection: of calls that were taken, and of refused
 * ones, whose bytes are dropped. Confined to the connection's thread.
 */
final class IncomingBulk {
  private final Map<Integer, ServerCall> receiving = new HashMap<>();
  private final Map<Integer, Long> dropping = new HashMap<>();
  private final int maxDropping;

  IncomingBulk(Limits limits) {
    this.maxDropping = maxDropping(limits);
  }

  /** Refused calls whose bulk may be missing: far beyond what a sound client has outstanding. */
  static int maxDropping(Limits limits) {
    return Math.max(1024, 4 * limits.callsPerConnection());
  }

  /** Checks that the bulk of a new call cannot be taken for that of another one. */
  void requireFree(int sequence) {
    if (receiving.containsKey(sequence) || dropping.containsKey(sequence)) {
      throw new ProtocolException(
          ErrorCode.UNEXPECTED_FRAME,
          "CALL " + sequence + " while that sequence is still arriving");
    }
    if (dropping.size() >= maxDropping) {
      throw new ProtocolException(
          ErrorCode.UNEXPECTED_FRAME,
          "CALL "
              + sequence
              + " while the bulk of "
              + dropping.size()
              + " refused calls is missing");
    }
  }

  /** Expects the stream of a call that was taken. */
  void receive(ServerCall call) {
    receiving.put(call.sequence, call);
  }

  /** Expects the stream of a call that was refused. */
  void drop(int sequence, long bulkBytes) {
    dropping.put(sequence, bulkBytes);
  }

  /** Calls whose streams are not complete. */
  Collection<ServerCall> calls() {
    return receiving.values();
  }

  /**
   * Takes the current BULK frame.
   *
   * @return the call whose stream is complete with it; null for none
   */
  @Nullable ServerCall take(FrameReader frames) {
    int sequence = frames.sequence();
    ServerCall call = receiving.get(sequence);
    long bytes = frames.bulkLeft();
    if (call == null) {
      drop(frames, sequence, bytes);
      return null;
    }
    if (bytes > call.bulkBytes - call.bulkReceived) {
      throw new ProtocolException(
          ErrorCode.UNEXPECTED_FRAME,
          "BULK beyond the " + call.bulkBytes + " bytes that call " + sequence + " announced");
    }
    frames.readBulk(call.bulkSlice(bytes));
    call.bulkReceived += bytes;
    if (call.bulkReceived < call.bulkBytes) {
      return null;
    }
    receiving.remove(sequence);
    frames.bulkDone();
    return call;
  }

  private void drop(FrameReader frames, int sequence, long bytes) {
    Long left = dropping.get(sequence);
    if (left == null || bytes > left) {
      throw new ProtocolException(
          ErrorCode.UNEXPECTED_FRAME, "BULK for call " + sequence + ", which expects none");
    }
    frames.skipBulk();
    if (bytes == left) {
      dropping.remove(sequence);
      frames.bulkDone();
    } else {
      dropping.put(sequence, left - bytes);
    }
  }
}
