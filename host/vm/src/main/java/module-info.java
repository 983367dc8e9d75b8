import org.jspecify.annotations.NullMarked;

/** Starting virtual machines: what they boot, and the programs that run them. */
@NullMarked
module dev.vaccel.vm {
  requires dev.vaccel.api;
  requires static transitive org.jspecify;

  exports dev.vaccel.vm;
}
