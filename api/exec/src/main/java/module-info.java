import org.jspecify.annotations.NullMarked;

/**
 * The described APIs {@code exec-typed} and {@code genop}, whose arguments are upstream's. A module
 * of its own: not every guest needs them.
 */
@NullMarked
module dev.vaccel.api.exec {
  requires transitive dev.vaccel.api;
  requires static org.jspecify;

  exports dev.vaccel.api.exec;

  provides dev.vaccel.api.spi.ApiBinding with
      dev.vaccel.api.exec.TypedExecApiBinding,
      dev.vaccel.api.exec.GenopApiBinding;
}
