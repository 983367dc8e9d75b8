import org.jspecify.annotations.NullMarked;

/**
 * Runs ONNX models on ONNX Runtime: the CPU provider, or CUDA and TensorRT where the GPU artifact
 * is on the path.
 */
@NullMarked
module dev.vaccel.backend.onnx {
  requires static transitive org.jspecify;
  requires transitive dev.vaccel.api;
  requires dev.vaccel.backend.tensor;
  requires dev.vaccel.model;
  requires com.microsoft.onnxruntime;

  exports dev.vaccel.backend.onnx;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.onnx.OnnxBackendProvider;
}
