import org.jspecify.annotations.NullMarked;

/**
 * Models by name in a directory of this machine: adding from files and servers, finding, removing.
 * Start at {@link dev.vaccel.modelstore.ModelStore}.
 */
@NullMarked
module dev.vaccel.modelstore {
  requires com.google.gson;
  requires dev.vaccel.model;
  requires transitive dev.vaccel.fetch;
  requires transitive dev.vaccel.runtime;
  requires static transitive org.jspecify;

  exports dev.vaccel.modelstore;

  provides dev.vaccel.runtime.ModelSource with
      dev.vaccel.modelstore.UsualStore;
}
