import org.jspecify.annotations.NullMarked;

/** Fetches the frameworks that are too large to come along, and takes them away again. */
@NullMarked
module dev.vaccel.install {
  requires static transitive org.jspecify;
  requires transitive dev.vaccel.backend.tensor;
  requires dev.vaccel.api;
  requires dev.vaccel.fetch;

  exports dev.vaccel.install;

  uses dev.vaccel.backend.tensor.FrameworkPackage;
}
