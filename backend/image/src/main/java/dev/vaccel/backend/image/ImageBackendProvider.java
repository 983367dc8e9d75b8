package dev.vaccel.backend.image;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import java.util.List;

/**
 * The back end {@code image}: {@link ImageApi} on the tensor API of the same session. Settings:
 * {@code max-pixels}, the largest picture that is decoded (default 50 million, about 150 MB);
 * {@code annotated-side}, the longer side that an annotated picture has at most (default 4096).
 */
public final class ImageBackendProvider implements BackendProvider {
  private static final String MAX_PIXELS = "max-pixels";
  private static final String ANNOTATED_SIDE = "annotated-side";

  /** For {@link java.util.ServiceLoader}. */
  public ImageBackendProvider() {}

  @Override
  public String name() {
    return "image";
  }

  @Override
  public String summary() {
    return "pictures for any framework's models";
  }

  @Override
  public int preference() {
    return 100;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(ImageApi.class));
  }

  @Override
  public Backend open(BackendSettings settings) {
    for (String name : settings.values().keySet()) {
      if (!name.equals(MAX_PIXELS) && !name.equals(ANNOTATED_SIDE)) {
        throw new ConfigException(
            ErrorCode.INVALID_CONFIG,
            "back end image has no setting "
                + name
                + ": known are "
                + MAX_PIXELS
                + " and "
                + ANNOTATED_SIDE);
      }
    }
    // An agent has no display and must not look for one.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    long side =
        settings.number(ANNOTATED_SIDE, Annotator.MAX_SIDE, Sheet.READABLE, Annotator.LARGEST_SIDE);
    return new ImageBackend(
        (int) settings.number(MAX_PIXELS, 50_000_000, 1, 500_000_000), (int) side);
  }
}
