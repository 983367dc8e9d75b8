import org.jspecify.annotations.NullMarked;

/**
 * Model bundles: a model file with what is needed to use it (task, inputs and how pictures become
 * them, outputs, labels, hashes). Reads directories, zips and bare model files, writes directories.
 * Knows formats by their first bytes, runs nothing.
 */
@NullMarked
module dev.vaccel.model {
  requires static transitive org.jspecify;
  requires transitive dev.vaccel.api;
  requires com.google.gson;

  exports dev.vaccel.model;
}
