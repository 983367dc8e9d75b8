package dev.vaccel.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the model bundle: the ONNX file, its labels and {@code vaccel-model.json}. */
final class ModelBundle {
  static final String MODEL_FILE = "shapes.onnx";
  static final String LABELS_FILE = "labels.txt";
  static final String DESCRIPTION_FILE = "vaccel-model.json";

  private ModelBundle() {}

  /**
   * Writes the three files into an existing directory, replacing those that are there.
   *
   * @param description what the model is and how well it did, for people
   */
  static void write(
      Path directory, Network network, List<Parameters> parameters, String description)
      throws IOException {
    byte[] model = OnnxWriter.write(network, parameters, ShapeModel.NAME, metadata());
    byte[] labels =
        (String.join("\n", ShapeModel.labels()) + "\n").getBytes(StandardCharsets.UTF_8);
    Files.write(directory.resolve(MODEL_FILE), model);
    Files.write(directory.resolve(LABELS_FILE), labels);
    Files.writeString(
        directory.resolve(DESCRIPTION_FILE), json(description, sha256(model), sha256(labels)));
  }

  /** The same facts inside the model file, for those who have only that. */
  private static Map<String, String> metadata() {
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("labels", String.join(",", ShapeModel.labels()));
    metadata.put("licence", ShapeModel.LICENCE);
    metadata.put("preprocessing", "RGB, NCHW, (pixel - 127.5) / 127.5");
    metadata.put("task", "classify");
    return metadata;
  }

  private static String json(String description, String modelHash, String labelsHash) {
    String mean = "[" + ShapeModel.MEAN + ", " + ShapeModel.MEAN + ", " + ShapeModel.MEAN + "]";
    String scale = "[" + ShapeModel.SCALE + ", " + ShapeModel.SCALE + ", " + ShapeModel.SCALE + "]";
    return """
    {
      "name": "%s",
      "version": "%s",
      "task": "classify",
      "format": "onnx",
      "model": "%s",
      "licence": "%s",
      "description": "%s",
      "inputs": [
        {
          "name": "%s",
          "elementType": "f32",
          "layout": "NCHW",
          "width": %d,
          "height": %d,
          "colorOrder": "RGB",
          "mean": %s,
          "scale": %s,
          "resize": "stretch",
          "filter": "antialias"
        }
      ],
      "outputs": [
        {
          "name": "%s",
          "kind": "probabilities"
        }
      ],
      "labels": "%s",
      "files": {
        "%s": "%s",
        "%s": "%s"
      }
    }
    """
        .formatted(
            ShapeModel.NAME,
            ShapeModel.VERSION,
            MODEL_FILE,
            ShapeModel.LICENCE,
            description,
            ShapeModel.INPUT,
            ShapeModel.SIDE,
            ShapeModel.SIDE,
            mean,
            scale,
            ShapeModel.OUTPUT,
            LABELS_FILE,
            MODEL_FILE,
            modelHash,
            LABELS_FILE,
            labelsHash);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
