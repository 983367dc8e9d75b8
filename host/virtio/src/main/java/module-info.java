import org.jspecify.annotations.NullMarked;

/**
 * Virtio devices that a VMM runs here (vhost-user). Exports nothing: the transport is found as a
 * service. Never on a guest's path.
 */
@NullMarked
module dev.vaccel.virtio {
  requires dev.vaccel.api;
  requires dev.vaccel.posix;
  requires dev.vaccel.wire;
  requires static org.jspecify;

  provides dev.vaccel.wire.spi.TransportProvider with
      dev.vaccel.virtio.VhostUserTransportProvider;
}
