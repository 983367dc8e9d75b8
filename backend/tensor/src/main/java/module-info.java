import org.jspecify.annotations.NullMarked;

/**
 * What the back ends of the tensor API share: sessions and their handles, the models in memory,
 * what a run is checked for before native code sees it. A framework adds how it loads and runs one
 * model ({@link dev.vaccel.backend.tensor.Framework}).
 */
@NullMarked
module dev.vaccel.backend.tensor {
  requires static transitive org.jspecify;
  requires transitive dev.vaccel.api;
  requires transitive dev.vaccel.model;

  exports dev.vaccel.backend.tensor;

  // Provided by the back ends whose framework does not come along.
  uses dev.vaccel.backend.tensor.FrameworkPackage;
}
