import org.jspecify.annotations.NullMarked;

/** Described operations on arrays: {@link dev.vaccel.api.array.ArrayApi}. */
@NullMarked
module dev.vaccel.api.array {
  requires transitive dev.vaccel.api;
  requires static org.jspecify;

  exports dev.vaccel.api.array;

  provides dev.vaccel.api.spi.ApiBinding with
      dev.vaccel.api.array.ArrayApiBinding;
}
