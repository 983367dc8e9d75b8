import org.jspecify.annotations.NullMarked;

/**
 * Answers questions about pictures with any framework's models: decodes, scales and normalises
 * here, once for all frameworks, and runs the model through the session's tensor API.
 */
@NullMarked
module dev.vaccel.backend.image {
  requires static transitive org.jspecify;
  requires transitive dev.vaccel.api;
  requires dev.vaccel.model;
  // ImageIO: decoders for JPEG, PNG, GIF and BMP. Encoders for PNG and JPEG. Headless; no display
  // and no font.
  requires java.desktop;
  // An automatic module, as are those that it brings.
  requires com.twelvemonkeys.imageio.webp;

  exports dev.vaccel.backend.image;

  provides dev.vaccel.api.spi.BackendProvider with
      dev.vaccel.backend.image.ImageBackendProvider;
}
