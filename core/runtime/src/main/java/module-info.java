import org.jspecify.annotations.NullMarked;

/**
 * Sessions, routing and the remote client: what an application and an agent share. Start at {@link
 * dev.vaccel.runtime.Vaccel}.
 */
@NullMarked
module dev.vaccel.runtime {
  requires transitive dev.vaccel.api;
  requires transitive dev.vaccel.wire;
  requires static transitive org.jspecify;

  exports dev.vaccel.runtime;

  uses dev.vaccel.api.spi.ApiBinding;
  uses dev.vaccel.api.spi.BackendProvider;
  uses dev.vaccel.runtime.ModelSource;
  uses dev.vaccel.wire.spi.TransportProvider;

  provides dev.vaccel.api.spi.ApiBinding with
      dev.vaccel.runtime.SessionControlBinding;
}
