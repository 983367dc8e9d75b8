package dev.vaccel.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What a model file is. */
public enum ModelFormat {
  /** A protobuf ModelProto. */
  ONNX,
  /** A FlatBuffer with the identifier TFL3. */
  TFLITE,
  /** A directory with saved_model.pb. */
  SAVEDMODEL,
  /** A GraphDef without variables: one protobuf file. */
  FROZENGRAPH,
  /** A zip that torch.jit.save wrote. */
  TORCHSCRIPT;

  /** The name in a bundle: {@code onnx}. */
  public String bundleName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format of a bare model file or SavedModel directory. The content decides; the name's
   * extension counts only where the content says nothing, since a store names files by hash.
   */
  public static Optional<ModelFormat> detect(Path path) {
    try {
      if (Files.isDirectory(path)) {
        return Files.exists(path.resolve("saved_model.pb"))
            ? Optional.of(SAVEDMODEL)
            : Optional.empty();
      }
      Optional<ModelFormat> byContent = FormatSniffer.sniff(path);
      return byContent.isPresent() ? byContent : byExtension(path);
    } catch (IOException e) {
      throw BundleErrors.unreadable("model " + path.getFileName(), e);
    }
  }

  private static Optional<ModelFormat> byExtension(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".onnx")) {
      return Optional.of(ONNX);
    }
    if (name.endsWith(".tflite")) {
      return Optional.of(TFLITE);
    }
    if (name.endsWith(".pb")) {
      return Optional.of(FROZENGRAPH);
    }
    if (name.endsWith(".pt") || name.endsWith(".torchscript")) {
      return Optional.of(TORCHSCRIPT);
    }
    return Optional.empty();
  }
}
