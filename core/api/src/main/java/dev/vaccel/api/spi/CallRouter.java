package dev.vaccel.api.spi;

import dev.vaccel.api.ResourceId;

/** Chooses the back end for each call of generated routers. {@link #exit} follows each enter. */
public interface CallRouter {
  /** The object to call. */
  Object enter(OperationDescription operation);

  /** The object to call, among those that accept the resource. */
  Object enter(OperationDescription operation, ResourceId resource);

  /** The object to call: the one that made the handle. */
  Object enter(OperationDescription operation, long handle);

  /** Ends what enter began. */
  void exit();
}
