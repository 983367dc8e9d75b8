package dev.vaccel.transport.socket.shm;

/** The other side wrote what a ring cannot hold. */
final class BrokenRingException extends Exception {
  private static final long serialVersionUID = 1;

  BrokenRingException(String message) {
    super(message);
  }
}
