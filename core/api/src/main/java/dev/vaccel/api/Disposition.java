package dev.vaccel.api;

/** What a caller does next after a failure. Carried by every {@link ErrorCode}. */
public enum Disposition {
  /** The call had no effect or may be repeated: try the same call again, perhaps later. */
  RETRY_CALL,
  /** The connection is gone: connect again, open a new session, register resources again. */
  RECONNECT,
  /** The call is wrong or cannot succeed as it is; the session goes on. */
  FAIL_CALL,
  /** The session cannot be used any more: close it. */
  END_SESSION,
  /** The process that reported this cannot go on: an operator must act. */
  STOP_AGENT
}
