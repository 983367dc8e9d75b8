import org.jspecify.annotations.NullMarked;

/**
 * Links over a serial port of a virtual machine (virtio-serial): one byte stream without
 * connections. Exports nothing: the provider is found as a service.
 */
@NullMarked
module dev.vaccel.transport.serial {
  requires dev.vaccel.api;
  requires dev.vaccel.posix;
  requires dev.vaccel.wire;
  requires static org.jspecify;

  provides dev.vaccel.wire.spi.TransportProvider with
      dev.vaccel.transport.serial.SerialTransportProvider;
}
