import org.jspecify.annotations.NullMarked;

/**
 * What every other part builds on: sessions, tensors, resources, errors, the annotations that
 * describe an accelerator API, the built-in APIs, and (in {@code .spi}) what back ends and
 * generated code plug into. No dependency, no I/O.
 */
@NullMarked
module dev.vaccel.api {
  requires static transitive org.jspecify;

  exports dev.vaccel.api;
  // Back-end authors and generated code use these types; applications do not.
  exports dev.vaccel.api.spi;

  provides dev.vaccel.api.spi.ApiBinding with
      dev.vaccel.api.NoopApiBinding,
      dev.vaccel.api.BlasApiBinding,
      dev.vaccel.api.ImageApiBinding,
      dev.vaccel.api.TensorApiBinding,
      dev.vaccel.api.ExecApiBinding;
}
