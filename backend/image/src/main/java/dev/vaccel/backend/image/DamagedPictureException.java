package dev.vaccel.backend.image;

import java.io.IOException;

/** A picture that is not what its format asks; the message says what, after "is damaged: ". */
final class DamagedPictureException extends IOException {
  DamagedPictureException(String message) {
    super(message);
  }
}
