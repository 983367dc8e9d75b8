package dev.vaccel.virtio;

/** A guest's driver or its VMM broke the rules of the device: only that device ends. */
final class BrokenGuestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokenGuestException(String what) {
    // Guests can cause many: no stack trace.
    super(what, null, false, false);
  }
}
