package dev.vaccel.wire;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The agent's answer to HELLO.
 *
 * <pre>
 *  0       4         6   8              16
 *  | magic | version | 0 | features (8) | max payload (8) | max calls (8) | max bytes (8)
 *  | agent (text) | APIs: count (8), {@link ApiOffer} each
 * </pre>
 *
 * @param version protocol version of this connection
 * @param features bits of optional features that both have
 * @param maxPayload largest payload that the agent accepts
 * @param maxCalls calls that may be outstanding on this connection
 * @param maxBytes bulk bytes, towards the agent, that may be outstanding on this connection
 * @param agent name and version of the agent
 * @param apis what client and agent both know
 */
public record Welcome(
    int version,
    long features,
    long maxPayload,
    int maxCalls,
    long maxBytes,
    String agent,
    List<ApiOffer> apis) {
  /** Copies the list. */
  public Welcome {
    apis = List.copyOf(apis);
  }

  /** Writes the frame. */
  public void write(BodyWriter out) {
    out.begin(FrameLayout.WELCOME);
    out.putInt(FrameLayout.MAGIC);
    out.putShort(version);
    out.putShort(0);
    out.putLong(features);
    out.putLong(maxPayload);
    out.putLong(maxCalls);
    out.putLong(maxBytes);
    out.putString(agent);
    ApiOffer.writeAll(out, apis);
  }

  /**
   * Reads the payload of the frame.
   *
   * @throws dev.vaccel.api.ProtocolException if it is no WELCOME
   */
  public static Welcome read(MemorySegment payload) {
    BodyReader in = new BodyReader(true);
    in.reset(payload);
    Hello.requireMagic(in);
    int version = in.getHalf();
    if (in.getHalf() != 0) {
      throw in.malformed("reserved bytes are not 0");
    }
    Welcome welcome =
        new Welcome(
            version,
            in.getLong(),
            in.getLong(FrameLayout.MAX_HELLO_PAYLOAD, Integer.MAX_VALUE),
            (int) in.getLong(1, 0xffff),
            in.getLong(0, Long.MAX_VALUE),
            in.getString(),
            ApiOffer.readAll(in));
    in.end();
    return welcome;
  }
}
