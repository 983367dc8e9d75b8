package dev.vaccel.api;

import org.jspecify.annotations.Nullable;

/**
 * Root of every failure that this system reports. Unchecked, sealed by kind; {@link #code()} is
 * stable and crosses the wire, {@link #disposition()} tells the caller what to do next. The message
 * is one line: what was tried, with which value, what was expected. It never holds tensor contents.
 */
public abstract sealed class VaccelException extends RuntimeException
    permits ConfigException,
        InvalidArgumentException,
        TransportException,
        ProtocolException,
        ResourceException,
        BackendException,
        UnsupportedException,
        AccessException,
        CancelledException,
        InternalException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final int vendorCode;

  VaccelException(ErrorCode code, int vendorCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.vendorCode = vendorCode;
  }

  /** The stable code. */
  public final ErrorCode code() {
    return code;
  }

  /** The framework's, library's or system's own number; 0 where there is none. */
  public final int vendorCode() {
    return vendorCode;
  }

  /** What the caller does next. */
  public final Disposition disposition() {
    return code.disposition();
  }

  /** The message, never null. */
  @Override
  public final String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /**
   * The exception that stands for an error received from a peer: same type, code, vendor code and
   * text as where it arose.
   */
  public static VaccelException of(ErrorCode code, int vendorCode, String message) {
    return switch (code.number() / 100) {
      case 1 -> new ConfigException(code, message);
      case 2 -> new InvalidArgumentException(code, message);
      case 3 -> new TransportException(code, message);
      case 4 -> new ProtocolException(code, message);
      case 5 -> new ResourceException(code, message);
      case 6 -> new BackendException(code, vendorCode, message, null);
      case 7 -> new UnsupportedException(code, message);
      case 8 -> new AccessException(code, message);
      case 9 -> new CancelledException(code, message);
      default -> new InternalException(code, message);
    };
  }
}
