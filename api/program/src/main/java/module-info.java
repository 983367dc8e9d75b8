import org.jspecify.annotations.NullMarked;

/** Described operations on programs of kernels: {@link dev.vaccel.api.program.ProgramApi}. */
@NullMarked
module dev.vaccel.api.program {
  requires transitive dev.vaccel.api;
  requires static org.jspecify;

  exports dev.vaccel.api.program;

  provides dev.vaccel.api.spi.ApiBinding with
      dev.vaccel.api.program.ProgramApiBinding;
}
