package dev.vaccel.backend.image;

import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.util.List;

/** Opens sessions; keeps nothing of its own. Thread-safe. */
final class ImageBackend implements Backend {
  private final PictureDecoder decoder;
  private final TurboJpeg.Outcome turbo;
  private final Annotator annotator;

  ImageBackend(int maxPixels, TurboJpeg.Outcome turbo, int annotatedSide) {
    this.decoder = new PictureDecoder(maxPixels, turbo.decoder());
    this.turbo = turbo;
    this.annotator = new Annotator(annotatedSide);
  }

  @Override
  public String version() {
    return turbo.decoder() == null
        ? "JPEG, PNG, GIF, BMP, WebP in Java (" + turbo.reason() + ")"
        : "JPEG by " + TurboJpegBindings.LIBRARY + "; PNG, GIF, BMP, WebP in Java";
  }

  @Override
  public List<Device> devices() {
    return List.of(Device.CPU);
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    return new ImageSession(context, decoder, annotator);
  }

  @Override
  public void close() {}
}
