package dev.vaccel.models;

/** What a bundled model takes as its one input. */
enum InputKind {
  /** RGB planes of {@link ShapeModel#SIDE} pixels square. */
  PICTURE("images", "RGB, NCHW, (pixel - 127.5) / 127.5"),
  /** The first {@link TextModel#LENGTH} bytes of a text. */
  TEXT("texts", "UTF-8 bytes, zeros behind the text");

  private final String samples;
  private final String preprocessing;

  InputKind(String samples, String preprocessing) {
    this.samples = samples;
    this.preprocessing = preprocessing;
  }

  /** What the log calls samples. */
  String samples() {
    return samples;
  }

  /** For people who have only the model file. */
  String preprocessing() {
    return preprocessing;
  }

  /** The input in {@code vaccel-model.json}. */
  String json(ModelFormat format) {
    return switch (this) {
      case PICTURE -> picture(format.layout());
      case TEXT ->
          """
          {
            "name": "%s",
            "elementType": "u8"
          }\
          """
              .formatted(ModelCard.INPUT);
    };
  }

  private static String picture(String layout) {
    String mean = "[" + ShapeModel.MEAN + ", " + ShapeModel.MEAN + ", " + ShapeModel.MEAN + "]";
    String scale = "[" + ShapeModel.SCALE + ", " + ShapeModel.SCALE + ", " + ShapeModel.SCALE + "]";
    return """
    {
      "name": "%s",
      "elementType": "f32",
      "layout": "%s",
      "width": %d,
      "height": %d,
      "colorOrder": "RGB",
      "mean": %s,
      "scale": %s,
      "resize": "stretch",
      "filter": "antialias"
    }\
    """
        .formatted(ModelCard.INPUT, layout, ShapeModel.SIDE, ShapeModel.SIDE, mean, scale);
  }
}
