import org.jspecify.annotations.NullMarked;

/**
 * Frames, codecs, versions and error transport, and what transports plug into. No I/O, no threads.
 */
@NullMarked
module dev.vaccel.wire {
  requires transitive dev.vaccel.api;
  requires static transitive org.jspecify;

  exports dev.vaccel.wire;
  // Transports implement these types; everybody else only passes addresses and options.
  exports dev.vaccel.wire.spi;
}
