package dev.vaccel.backend.opencl;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.array.ArrayApi;
import dev.vaccel.api.program.ProgramApi;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.SessionContext;
import org.jspecify.annotations.Nullable;

/** One session's share; what an API needs is opened at its first use. Calls come one at a time. */
final class OpenclSession implements BackendSession {
  private final OpenclBackend backend;
  private final SessionContext context;
  private @Nullable DeviceSession device;
  private @Nullable BlasOperations blas;
  private @Nullable ArrayOperations array;
  private @Nullable IsolatedPrograms programs;
  private boolean closed;

  OpenclSession(OpenclBackend backend, SessionContext context) {
    this.backend = backend;
    this.context = context;
  }

  @Override
  public <T> T api(Class<T> api) {
    if (closed) {
      throw OpenclErrors.closed();
    }
    if (api == BlasApi.class) {
      if (blas == null) {
        blas = new BlasOperations(device(), device().device().cpu());
      }
      return api.cast(blas);
    }
    if (api == ArrayApi.class) {
      if (array == null) {
        array = new ArrayOperations(device(), device().device().cpu());
      }
      return api.cast(array);
    }
    if (api == ProgramApi.class) {
      if (programs == null) {
        programs =
            new IsolatedPrograms(
                backend.settings(), backend.openclDevices(), context, backend::workerCommand);
      }
      return api.cast(programs);
    }
    throw OpenclErrors.unknownApi(api);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (programs != null) {
        programs.close();
      }
      if (device != null) {
        device.close();
      }
    }
  }

  private DeviceSession device() {
    if (device == null) {
      device = backend.openDevice();
    }
    return device;
  }
}
