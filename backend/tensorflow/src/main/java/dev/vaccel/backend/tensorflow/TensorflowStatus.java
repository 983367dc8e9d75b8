package dev.vaccel.backend.tensorflow;

import java.lang.foreign.MemorySegment;

/** A TF_Status. Confined to one thread. */
final class TensorflowStatus implements AutoCloseable {
  private final TensorflowBindings tensorflow;
  private final MemorySegment status;

  TensorflowStatus(TensorflowBindings tensorflow) {
    this.tensorflow = tensorflow;
    this.status = tensorflow.newStatus();
  }

  MemorySegment segment() {
    return status;
  }

  /** Whether the last function that was given this status did what it should. */
  boolean isOk() {
    return code() == 0;
  }

  /** TF_Code of tf_status.h. */
  int code() {
    return tensorflow.code(status);
  }

  String message() {
    return tensorflow.message(status);
  }

  @Override
  public void close() {
    tensorflow.deleteStatus(status);
  }
}
