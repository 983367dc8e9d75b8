package dev.vaccel.models;

import java.util.List;

/** The kinds of text that the bundled text model tells apart, in the order of its outputs. */
enum TextKind {
  ENGLISH(0, "english"),
  GERMAN(1, "german"),
  JAVA(2, "java"),
  C(3, "c"),
  SHELL(4, "shell"),
  JSON(5, "json"),
  XML(6, "xml"),
  MARKDOWN(7, "markdown"),
  CSV(8, "csv"),
  LOG(9, "log"),
  /** Bytes as base64 or hexadecimal digits, dumps, digests. */
  ENCODED(10, "encoded");

  private static final List<TextKind> CLASSES = List.of(values());

  private final int classIndex;
  private final String label;

  TextKind(int classIndex, String label) {
    this.classIndex = classIndex;
    this.label = label;
  }

  /** All kinds, in the order of their class indices. */
  static List<TextKind> classes() {
    return CLASSES;
  }

  static List<String> labels() {
    return CLASSES.stream().map(TextKind::label).toList();
  }

  /** Which of the model's outputs is this kind's probability, from 0. */
  int classIndex() {
    return classIndex;
  }

  /** The name in {@code labels.txt}, and of the grammar. */
  String label() {
    return label;
  }
}
