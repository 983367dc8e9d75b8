package dev.vaccel.codegen;

/** A description that cannot be used; the message says what and where. */
public final class DescriptionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a one-line reason. */
  public DescriptionException(String message) {
    super(message);
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
