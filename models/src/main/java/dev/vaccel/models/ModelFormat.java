package dev.vaccel.models;

/** What a bundle's model is: its name in {@code vaccel-model.json}, and the order of its input. */
enum ModelFormat {
  ONNX("onnx", "NCHW"),
  TFLITE("tflite", "NHWC"),
  SAVEDMODEL("savedmodel", "NHWC"),
  TORCHSCRIPT("torchscript", "NCHW");

  private static final String SAVED_MODEL_DIRECTORY = "saved_model";

  private final String bundleName;
  private final String layout;

  ModelFormat(String bundleName, String layout) {
    this.bundleName = bundleName;
    this.layout = layout;
  }

  String bundleName() {
    return bundleName;
  }

  /** Order of batch, channels, height and width. */
  String layout() {
    return layout;
  }

  /** What a bundle names as its model: a file, or a SavedModel's directory. */
  String model(String name) {
    return switch (this) {
      case ONNX -> name + ".onnx";
      case TFLITE -> name + ".tflite";
      case SAVEDMODEL -> SAVED_MODEL_DIRECTORY;
      case TORCHSCRIPT -> name + ".pt";
    };
  }

  /** The model's one file, from the bundle's directory. */
  String file(String name) {
    return this == SAVEDMODEL ? SAVED_MODEL_DIRECTORY + "/saved_model.pb" : model(name);
  }
}
