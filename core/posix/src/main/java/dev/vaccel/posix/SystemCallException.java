package dev.vaccel.posix;

import java.io.IOException;

/** A system call failed. The message names call, object, symbol and number. */
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int number;

  /**
   * A failure.
   *
   * @param call the C function
   * @param object what it was called on: a path, an address, a descriptor
   * @param number errno, see {@link Errno}
   */
  public SystemCallException(String call, String object, int number) {
    super(call + " on " + object + ": " + Errno.symbol(number) + " (" + number + ")");
    this.call = call;
    this.number = number;
  }

  /** The C function that failed. */
  public String call() {
    return call;
  }

  /** The error number, see {@link Errno}. */
  public int number() {
    return number;
  }

  /** The error number's symbol, for example {@code EPIPE}. */
  public String symbol() {
    return Errno.symbol(number);
  }
}
