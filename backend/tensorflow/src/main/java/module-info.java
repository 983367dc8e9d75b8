import org.jspecify.annotations.NullMarked;

/** Runs SavedModels and frozen graphs on TensorFlow's C API. */
@NullMarked
module dev.vaccel.backend.tensorflow {
  requires static transitive org.jspecify;
  requires transitive dev.vaccel.api;
  requires transitive dev.vaccel.backend.tensor;
  requires dev.vaccel.model;

  exports dev.vaccel.backend.tensorflow;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.tensorflow.TensorflowBackendProvider;
  provides dev.vaccel.backend.tensor.FrameworkPackage with
      dev.vaccel.backend.tensorflow.TensorflowPackage;
}
