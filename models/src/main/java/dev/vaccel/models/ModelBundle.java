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
import java.util.stream.Collectors;

/** Writes a model bundle: the model, its labels if any, and {@code vaccel-model.json}. */
final class ModelBundle {
  static final String LABELS_FILE = "labels.txt";
  static final String DESCRIPTION_FILE = "vaccel-model.json";

  private ModelBundle() {}

  /**
   * Writes the files into an existing directory, replacing those that are there.
   *
   * @param description what the model is and how well it did, for people
   */
  static void write(
      Path directory,
      ModelCard card,
      Network network,
      List<Parameters> parameters,
      String description)
      throws IOException {
    var files = new LinkedHashMap<String, byte[]>();
    files.put(card.modelFile(), model(card, network, parameters));
    if (!card.labels().isEmpty()) {
      String labels = String.join("\n", card.labels()) + "\n";
      files.put(LABELS_FILE, labels.getBytes(StandardCharsets.UTF_8));
    }
    for (var file : files.entrySet()) {
      var path = directory.resolve(file.getKey());
      if (path.getParent() != null) {
        Files.createDirectories(path.getParent());
      }
      Files.write(path, file.getValue());
    }
    Files.writeString(directory.resolve(DESCRIPTION_FILE), json(card, description, files));
  }

  /**
   * The model's file.
   *
   * @throws IllegalArgumentException for a network that the card's format is not written for
   */
  static byte[] model(ModelCard card, Network network, List<Parameters> parameters) {
    return switch (card.format()) {
      case ONNX -> OnnxWriter.write(network, parameters, card.name(), card.heads(), metadata(card));
      case TFLITE ->
          TfliteWriter.write(Classifier.of(network, parameters, card.heads()), card.name());
      case SAVEDMODEL -> SavedModelWriter.write(Classifier.of(network, parameters, card.heads()));
      case TORCHSCRIPT ->
          ScriptWriter.write(Classifier.of(network, parameters, card.heads()), card.name());
    };
  }

  /** The same facts inside an ONNX file, for those who have only that. */
  private static Map<String, String> metadata(ModelCard card) {
    var metadata = new LinkedHashMap<String, String>();
    if (!card.labels().isEmpty()) {
      metadata.put("labels", String.join(",", card.labels()));
    }
    metadata.put("licence", ModelCard.LICENCE);
    metadata.put("preprocessing", card.input().preprocessing());
    metadata.put("task", card.task());
    return metadata;
  }

  private static String json(ModelCard card, String description, Map<String, byte[]> files) {
    String outputs =
        card.heads().stream().map(ModelBundle::output).collect(Collectors.joining(",\n"));
    String hashes =
        files.entrySet().stream()
            .map(file -> "    \"" + file.getKey() + "\": \"" + sha256(file.getValue()) + "\"")
            .collect(Collectors.joining(",\n"));
    return """
    {
      "name": "%s",
      "version": "%s",
      "task": "%s",
      "format": "%s",
      "model": "%s",
      "licence": "%s",
      "description": "%s",
      "inputs": [
    %s
      ],
      "outputs": [
    %s
      ],
    %s%s  "files": {
    %s
      }
    }
    """
        .formatted(
            card.name(),
            ModelCard.VERSION,
            card.task(),
            card.format().bundleName(),
            card.format().model(card.name()),
            ModelCard.LICENCE,
            description,
            card.input().json(card.format()).indent(4).stripTrailing(),
            outputs,
            decoding(card.task()),
            files.containsKey(LABELS_FILE) ? "  \"labels\": \"" + LABELS_FILE + "\",\n" : "",
            hashes);
  }

  /** How the outputs become an answer, as core/model has it; a classifier needs no words. */
  private static String decoding(String task) {
    String decoding =
        switch (task) {
          case "detect" -> "\"method\": \"centres\", \"minScore\": 0.5, \"iou\": 0.5";
          case "segment" -> "\"method\": \"class-scores\", \"layout\": \"NCHW\"";
          case "pose" -> "\"method\": \"heat-maps\", \"layout\": \"NCHW\"";
          case "depth" -> "\"method\": \"depth-map\", \"inverse\": true";
          default -> "";
        };
    return decoding.isEmpty() ? "" : "  \"decoding\": {" + decoding + "},\n";
  }

  private static String output(Head head) {
    String kind =
        head.activation() == Activation.SOFTMAX ? ",\n      \"kind\": \"probabilities\"" : "";
    return "    {\n      \"name\": \"" + head.name() + "\"" + kind + "\n    }";
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
