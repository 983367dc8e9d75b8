package dev.vaccel.wire;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The client's first frame.
 *
 * <pre>
 *  0       4             6             8              16
 *  | magic | min version | max version | features (8) | max payload (8) | client (text)
 *  | credential (text) | APIs: count (8), {@link ApiOffer} each
 * </pre>
 *
 * @param minVersion lowest protocol version that the client speaks
 * @param maxVersion highest protocol version that the client speaks
 * @param features bits of optional features: {@link FrameLayout#FEATURE_SHARED_MEMORY}
 * @param maxPayload largest payload that the client accepts
 * @param client name of the client, for the agent's log
 * @param credential what proves the client beyond its transport; empty: nothing
 * @param apis what the client knows
 */
public record Hello(
    int minVersion,
    int maxVersion,
    long features,
    long maxPayload,
    String client,
    String credential,
    List<ApiOffer> apis) {
  /** Copies the list. */
  public Hello {
    apis = List.copyOf(apis);
  }

  /** Writes the frame. */
  public void write(BodyWriter out) {
    out.begin(FrameLayout.HELLO);
    out.putInt(FrameLayout.MAGIC);
    out.putShort(minVersion);
    out.putShort(maxVersion);
    out.putLong(features);
    out.putLong(maxPayload);
    out.putString(client);
    out.putString(credential);
    ApiOffer.writeAll(out, apis);
  }

  /**
   * Reads the payload of the frame.
   *
   * @throws ProtocolException if it is no HELLO
   */
  public static Hello read(MemorySegment payload) {
    BodyReader in = new BodyReader(true);
    in.reset(payload);
    requireMagic(in);
    int minVersion = in.getHalf();
    int maxVersion = in.getHalf();
    if (minVersion < 1 || minVersion > maxVersion) {
      throw in.malformed("protocol versions " + minVersion + " to " + maxVersion);
    }
    Hello hello =
        new Hello(
            minVersion,
            maxVersion,
            in.getLong(),
            in.getLong(FrameLayout.MAX_HELLO_PAYLOAD, Integer.MAX_VALUE),
            in.getString(),
            in.getString(),
            ApiOffer.readAll(in));
    in.end();
    return hello;
  }

  static void requireMagic(BodyReader in) {
    int magic = in.getWord();
    if (magic != FrameLayout.MAGIC) {
      throw new ProtocolException(
          ErrorCode.MALFORMED_FRAME,
          String.format("first word %08x: the peer does not speak this protocol", magic));
    }
  }

  /** Hides the credential. */
  @Override
  public String toString() {
    return "Hello[versions=" + minVersion + "-" + maxVersion + ", client=" + client + "]";
  }
}
