package dev.vaccel.model;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** The failures of this module, all of them the bundle's fault or its disk's. */
final class BundleErrors {
  private BundleErrors() {}

  static ResourceException corrupt(String message) {
    return new ResourceException(ErrorCode.CORRUPT, message);
  }

  static ResourceException corrupt(String message, Throwable cause) {
    return new ResourceException(ErrorCode.CORRUPT, message, cause);
  }

  static ResourceException missing(String message) {
    return new ResourceException(ErrorCode.NOT_FOUND, message);
  }

  static ResourceException unreadable(String what, IOException cause) {
    boolean missing = cause instanceof NoSuchFileException;
    return new ResourceException(
        missing ? ErrorCode.NOT_FOUND : ErrorCode.CORRUPT,
        what + (missing ? " does not exist" : " cannot be read: " + cause.getMessage()),
        cause);
  }
}
