package dev.vaccel.backend.blas;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.spi.BackendSession;

/** One session's share: buffers that its products reuse. Calls come one at a time. */
final class BlasSession implements BackendSession {
  private final Gemm gemm;
  private final BlasOperations operations;
  private boolean closed;

  BlasSession(Gemm gemm) {
    this.gemm = gemm;
    this.operations = new BlasOperations(gemm);
  }

  @Override
  public <T> T api(Class<T> api) {
    if (closed) {
      throw BlasErrors.closed();
    }
    if (api != BlasApi.class) {
      throw BlasErrors.unknownApi(api);
    }
    return api.cast(operations);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      gemm.close();
    }
  }
}
