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
 *
 * <ul>
 *   <li>{@code max-pixels}: the largest picture that is decoded (default 50 million, about 150 MB)
 *   <li>{@code jpeg}: {@code auto}, by libturbojpeg where it is installed; {@code java}: never
 *   <li>{@code annotated-side}: longer side of an annotated picture (default 4096)
 * </ul>
 */
public final class ImageBackendProvider implements BackendProvider {
  private static final String MAX_PIXELS = "max-pixels";
  private static final String ANNOTATED_SIDE = "annotated-side";
  private static final List<String> SETTINGS =
      List.of(MAX_PIXELS, TurboJpeg.SETTING, ANNOTATED_SIDE);

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
      if (!SETTINGS.contains(name)) {
        throw new ConfigException(
            ErrorCode.INVALID_CONFIG,
            "back end image has no setting " + name + ": known are " + String.join(", ", SETTINGS));
      }
    }
    // An agent has no display and must not look for one.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    long maxPixels = settings.number(MAX_PIXELS, 50_000_000, 1, 500_000_000);
    long side =
        settings.number(ANNOTATED_SIDE, Annotator.MAX_SIDE, Sheet.READABLE, Annotator.LARGEST_SIDE);
    return new ImageBackend((int) maxPixels, TurboJpeg.search(settings), (int) side);
  }
}
