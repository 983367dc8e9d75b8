package dev.vaccel.api;

/**
 * Stable error numbers, as they travel on the wire and stand in logs. The hundreds name the kind,
 * which is also the exception type; numbers are never reused.
 */
public enum ErrorCode {
  /** A setting, option or address cannot be used. */
  INVALID_CONFIG(100, Disposition.STOP_AGENT),
  /** An argument of a call is outside what the operation accepts. */
  INVALID_ARGUMENT(200, Disposition.FAIL_CALL),
  /** A memory segment or tensor does not have the size that the other arguments imply. */
  SIZE_MISMATCH(201, Disposition.FAIL_CALL),
  /** No peer answered at the address. */
  UNREACHABLE(300, Disposition.RETRY_CALL),
  /** The connection ended while a call was outstanding. */
  CONNECTION_LOST(301, Disposition.RECONNECT),
  /** The TLS handshake or a certificate check failed. */
  TLS_FAILED(302, Disposition.FAIL_CALL),
  /** A frame does not have the format that the protocol fixes. */
  MALFORMED_FRAME(400, Disposition.RECONNECT),
  /** A frame announces more bytes than the receiver accepts. */
  FRAME_TOO_LARGE(401, Disposition.RECONNECT),
  /** The peers have no protocol version in common. */
  VERSION_MISMATCH(402, Disposition.FAIL_CALL),
  /** A frame arrived in a state that does not allow it. */
  UNEXPECTED_FRAME(403, Disposition.RECONNECT),
  /** The body of a call or reply does not match its description. */
  MALFORMED_BODY(404, Disposition.FAIL_CALL),
  /** No such resource, handle, file or session, or it belongs to somebody else. */
  NOT_FOUND(500, Disposition.FAIL_CALL),
  /** The session, handle or runtime has been closed. */
  CLOSED(501, Disposition.END_SESSION),
  /** A limit (sessions, calls in flight, bytes) is reached. */
  EXHAUSTED(502, Disposition.RETRY_CALL),
  /** A range leaves the memory or file that it refers to. */
  OUT_OF_RANGE(503, Disposition.FAIL_CALL),
  /** The resource store or its disk has no room left. */
  STORE_FULL(504, Disposition.FAIL_CALL),
  /** Content does not match its SHA-256 or its format. */
  CORRUPT(505, Disposition.FAIL_CALL),
  /** A framework, library or device reported a failure. */
  BACKEND_FAILED(600, Disposition.FAIL_CALL),
  /** A framework refused a model. */
  MODEL_INVALID(601, Disposition.FAIL_CALL),
  /** A device stopped answering. */
  DEVICE_LOST(602, Disposition.RETRY_CALL),
  /** The peer or runtime does not know the API. */
  UNKNOWN_API(700, Disposition.FAIL_CALL),
  /** The peer or runtime does not know the operation. */
  UNKNOWN_OPERATION(701, Disposition.FAIL_CALL),
  /** No back end can serve the operation as asked. */
  NO_BACKEND(702, Disposition.FAIL_CALL),
  /** An element type, format or feature is not supported here. */
  UNSUPPORTED_TYPE(703, Disposition.FAIL_CALL),
  /** The peer did not prove who it is. */
  UNAUTHENTICATED(800, Disposition.FAIL_CALL),
  /** The tenant may not do this. */
  NOT_ALLOWED(801, Disposition.FAIL_CALL),
  /** The caller gave the call up. */
  CANCELLED(900, Disposition.FAIL_CALL),
  /** The deadline passed before the call was done. */
  DEADLINE_EXCEEDED(901, Disposition.FAIL_CALL),
  /** A defect of this software; nothing the caller did. */
  INTERNAL(1000, Disposition.FAIL_CALL);

  private final int number;
  private final Disposition disposition;

  ErrorCode(int number, Disposition disposition) {
    this.number = number;
    this.disposition = disposition;
  }

  /** The number on the wire. */
  public int number() {
    return number;
  }

  /** What the caller does next. */
  public Disposition disposition() {
    return disposition;
  }

  /**
   * The code with this number. A number that this version does not know becomes the first code of
   * its hundred, so that a newer peer's error keeps its kind; a number of no kind is {@link
   * #INTERNAL}.
   */
  public static ErrorCode of(int number) {
    ErrorCode kind = INTERNAL;
    for (ErrorCode code : values()) {
      if (code.number == number) {
        return code;
      }
      if (code.number == number / 100 * 100) {
        kind = code;
      }
    }
    return kind;
  }
}
