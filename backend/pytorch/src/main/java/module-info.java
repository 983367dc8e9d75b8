import org.jspecify.annotations.NullMarked;

/** Runs TorchScript models on LibTorch. */
@NullMarked
module dev.vaccel.backend.pytorch {
  requires static transitive org.jspecify;
  requires transitive dev.vaccel.api;
  requires transitive dev.vaccel.backend.tensor;
  requires dev.vaccel.model;

  exports dev.vaccel.backend.pytorch;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.pytorch.PytorchBackendProvider;
  provides dev.vaccel.backend.tensor.FrameworkPackage with
      dev.vaccel.backend.pytorch.PytorchPackage;
}
