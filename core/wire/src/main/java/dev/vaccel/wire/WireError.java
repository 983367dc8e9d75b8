package dev.vaccel.wire;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import java.lang.foreign.MemorySegment;
import java.util.regex.Pattern;

/**
 * A failure as it travels in ERROR and GOODBYE.
 *
 * @param code what went wrong
 * @param vendorCode number of a framework or library; 0 for none
 * @param text one line
 */
public record WireError(ErrorCode code, int vendorCode, String text) {
  // Line and paragraph separators too; and what reorders a line on a terminal.
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cntrl}\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]");

  private static final String CUT = "...";

  /** Longest text in UTF-16 units; longer ones are cut. */
  public static final int MAX_TEXT = 4096;

  /**
   * Makes the text one line of bounded length: it comes from a peer, or holds words of one, and
   * ends in logs and on terminals.
   */
  public WireError {
    if (text.length() > MAX_TEXT) {
      int end = MAX_TEXT - CUT.length();
      // Half a pair would not survive the encoding.
      end -= Character.isHighSurrogate(text.charAt(end - 1)) ? 1 : 0;
      text = text.substring(0, end) + CUT;
    }
    text = CONTROL.matcher(text).replaceAll(" ");
  }

  /**
   * The failure that an exception stands for; one that is not ours is INTERNAL, its class named.
   */
  public static WireError of(Throwable failure) {
    if (failure instanceof VaccelException known) {
      return new WireError(known.code(), known.vendorCode(), known.getMessage());
    }
    if (failure instanceof OutOfMemoryError) {
      return new WireError(ErrorCode.EXHAUSTED, 0, "out of memory: " + failure.getMessage());
    }
    return new WireError(ErrorCode.INTERNAL, 0, failure.toString());
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
}
