package dev.vaccel.models;

import java.util.List;

/**
 * What a bundle says of its model.
 *
 * @param name of the model, its file and its directory
 * @param format of the model
 * @param task as {@code vaccel-model.json} names it
 * @param labels of the output's channels; empty if they have none
 * @param heads its outputs
 * @param input what it takes
 */
record ModelCard(
    String name,
    ModelFormat format,
    String task,
    List<String> labels,
    List<Head> heads,
    InputKind input) {
  static final String VERSION = "1.0.0";
  static final String LICENCE = "Apache-2.0";
  static final String INPUT = "input";

  ModelCard {
    labels = List.copyOf(labels);
    heads = List.copyOf(heads);
  }

  /** A model as ONNX file that takes pictures. */
  ModelCard(String name, String task, List<String> labels, List<Head> heads) {
    this(name, task, labels, heads, InputKind.PICTURE);
  }

  /** A model as ONNX file. */
  ModelCard(String name, String task, List<String> labels, List<Head> heads, InputKind input) {
    this(name, ModelFormat.ONNX, task, labels, heads, input);
  }

  /** The same model in another format, under another name. */
  ModelCard as(String newName, ModelFormat newFormat) {
    return new ModelCard(newName, newFormat, task, labels, heads, input);
  }

  /** The file with the network, from the bundle's directory. */
  String modelFile() {
    return format.file(name);
  }
}
