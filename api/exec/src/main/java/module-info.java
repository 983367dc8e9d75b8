import org.jspecify.annotations.NullMarked;

/** The described API {@code exec-typed}. A module of its own: not every guest needs it. */
@NullMarked
module dev.vaccel.api.exec {
  requires transitive dev.vaccel.api;
  requires static org.jspecify;

  exports dev.vaccel.api.exec;

  provides dev.vaccel.api.spi.ApiBinding with
      dev.vaccel.api.exec.TypedExecApiBinding;
}
