package dev.vaccel.wire;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import java.lang.foreign.MemorySegment;

/**
 * A failure as it travels in ERROR and GOODBYE.
 *
 * @param code what went wrong
 * @param vendorCode number of a framework or library; 0 for none
 * @param text one line
 */
public record WireError(ErrorCode code, int vendorCode, String text) {
  /** Longest text that is sent; longer ones are cut. */
  public static final int MAX_TEXT = 4096;

  /**
   * The failure that an exception stands for; one that is not ours is INTERNAL, its class named.
   */
  public static WireError of(Throwable failure) {
    if (failure instanceof VaccelException known) {
      return new WireError(known.code(), known.vendorCode(), cut(known.getMessage()));
    }
    if (failure instanceof OutOfMemoryError) {
      return new WireError(ErrorCode.EXHAUSTED, 0, cut("out of memory: " + failure.getMessage()));
    }
    return new WireError(ErrorCode.INTERNAL, 0, cut(failure.toString()));
  }

  /** The exception that stands for this failure. */
  public VaccelException toException() {
    return VaccelException.of(code, vendorCode, text);
  }

  /** Writes a frame, {@link FrameLayout#ERROR} or {@link FrameLayout#GOODBYE}. */
  public void write(BodyWriter out, int opcode) {
    out.begin(opcode);
    out.putInt(code.number());
    out.putInt(vendorCode);
    out.putString(text);
  }

  /**
   * Reads the payload of a frame.
   *
   * @throws dev.vaccel.api.ProtocolException if it does not have that format
   */
  public static WireError read(MemorySegment payload) {
    BodyReader in = new BodyReader(true);
    in.reset(payload);
    WireError error = new WireError(ErrorCode.of(in.getWord()), in.getWord(), in.getString());
    in.end();
    return error;
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
  }
}
