package dev.vaccel.backend.image;

import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.util.List;

/** Opens sessions; keeps nothing of its own. Thread-safe. */
final class ImageBackend implements Backend {
  private final int maxPixels;

  ImageBackend(int maxPixels) {
    this.maxPixels = maxPixels;
  }

  @Override
  public String version() {
    return Runtime.version().feature() + " (Java's own decoders: JPEG, PNG, GIF, BMP)";
  }

  @Override
  public List<Device> devices() {
    return List.of(Device.CPU);
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    return new ImageSession(context, new PictureDecoder(maxPixels));
  }

  @Override
  public void close() {}
}
