import org.jspecify.annotations.NullMarked;

/** Small guest programs. They need the guest's jars and nothing else. */
@NullMarked
module dev.vaccel.examples {
  requires static org.jspecify;
  requires dev.vaccel.runtime;
}
