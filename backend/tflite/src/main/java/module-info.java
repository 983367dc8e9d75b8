import org.jspecify.annotations.NullMarked;

/**
 * Runs TensorFlow Lite models through the C API of TensorFlow Lite, which {@code vaccel backend add
 * tflite} installs.
 */
@NullMarked
module dev.vaccel.backend.tflite {
  requires static transitive org.jspecify;
  requires transitive dev.vaccel.api;
  requires transitive dev.vaccel.backend.tensor;
  requires dev.vaccel.model;

  exports dev.vaccel.backend.tflite;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.tflite.TfliteBackendProvider;
  provides dev.vaccel.backend.tensor.FrameworkPackage with
      dev.vaccel.backend.tflite.TflitePackage;
}
