package dev.vaccel.backend.tensor;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.model.BundleDescription;
import dev.vaccel.model.Bundles;
import dev.vaccel.model.OpenBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the model in a resource and lets the framework load it. Thread-safe. */
final class ModelLoader {
  private final Framework framework;

  ModelLoader(Framework framework) {
    this.framework = framework;
  }

  /**
   * Loads the model of a bundle or bare file.
   *
   * @param name for messages
   */
  LoadedModel load(Path resource, String name) {
    try (OpenBundle opened = Bundles.open(resource)) {
      BundleDescription description = opened.bundle().description();
      if (!framework.formats().contains(description.format())) {
        throw new UnsupportedException(
            ErrorCode.UNSUPPORTED_TYPE,
            name
                + " is a model of format "
                + description.format().bundleName()
                + ": the back end "
                + framework.name()
                + " runs "
                + String.join(", ", framework.formatNames()));
      }
      Path file = opened.modelPath();
      boolean alone = Files.isRegularFile(resource) && file.equals(resource);
      return framework.load(new ModelFile(name, file, alone, description));
    } catch (IOException e) {
      throw new ResourceException(
          ErrorCode.CORRUPT, name + " cannot be read: " + e.getMessage(), e);
    }
  }
}
