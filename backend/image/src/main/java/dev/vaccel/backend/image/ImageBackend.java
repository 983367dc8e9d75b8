package dev.vaccel.backend.image;

import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.util.List;

/** Opens sessions; keeps nothing of its own. Thread-safe. */
final class ImageBackend implements Backend {
  private final int maxPixels;
  private final Annotator annotator;

  ImageBackend(int maxPixels, int annotatedSide) {
    this.maxPixels = maxPixels;
    this.annotator = new Annotator(annotatedSide);
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
    return new ImageSession(context, new PictureDecoder(maxPixels), annotator);
  }

  @Override
  public void close() {}
}
