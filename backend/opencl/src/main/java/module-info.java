import org.jspecify.annotations.NullMarked;

/** Back end for OpenCL devices. Exports nothing: the provided service is its only door. */
@NullMarked
module dev.vaccel.backend.opencl {
  requires dev.vaccel.api;
  requires dev.vaccel.api.array;
  requires dev.vaccel.api.program;
  requires static org.jspecify;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.opencl.OpenclBackendProvider;
}
