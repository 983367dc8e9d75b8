package dev.vaccel.backend.tflite;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;

/** A further session on a bench's back end. */
final class TensorBenchSession implements AutoCloseable {
  private final TensorBench<TensorBackend> bench;
  private final BackendSession session;

  TensorBenchSession(TensorBench<TensorBackend> bench) {
    this.bench = bench;
    this.session = bench.backend().openSession(bench);
  }

  TensorApi tensors() {
    return session.api(TensorApi.class);
  }

  synchronized ResourceId id(byte[] content) throws IOException {
    synchronized (bench) {
      return bench.add(content);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
