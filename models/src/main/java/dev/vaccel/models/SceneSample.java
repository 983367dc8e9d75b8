package dev.vaccel.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * A sample image of more than one thing, with its truth in a JSON file beside it. Seeds are not
 * picked: they count from 201, 301 and 401.
 *
 * @param kind what it shows
 * @param number from 1
 */
record SceneSample(Kind kind, int number) {
  /** Width and height of every sample, in pixels. */
  static final int SIDE = 256;

  private static final int PER_KIND = 3;

  /** What a sample shows. */
  enum Kind {
    /** For the detector. */
    DETECT("detect", "shapes", 200),
    /** For segmentation and depth. */
    SCENE("scene", "scene", 300),
    /** For the pose model. */
    POSE("pose", "figure", 400);

    private final String directory;
    private final String prefix;
    private final long firstSeed;

    Kind(String directory, String prefix, long firstSeed) {
      this.directory = directory;
      this.prefix = prefix;
      this.firstSeed = firstSeed;
    }

    /** Its directory's name below that of all images. */
    String directory() {
      return directory;
    }
  }

  /** All that are shipped. */
  static List<SceneSample> all() {
    return Stream.of(Kind.values())
        .flatMap(kind -> IntStream.rangeClosed(1, PER_KIND).mapToObj(n -> new SceneSample(kind, n)))
        .toList();
  }

  String imageName() {
    return kind.prefix + "-" + number + ".png";
  }

  String truthName() {
    return kind.prefix + "-" + number + ".json";
  }

  long seed() {
    return kind.firstSeed + number;
  }

  Raster draw() {
    return switch (kind) {
      case DETECT -> BoxScenes.picture(seed(), SIDE).image();
      case SCENE -> LandscapeScenes.picture(seed(), SIDE).image();
      case POSE -> FigureScenes.picture(seed(), SIDE).image();
    };
  }

  /** What is true of the image, as JSON. */
  String truth() {
    return switch (kind) {
      case DETECT -> TruthJson.of(imageName(), BoxScenes.picture(seed(), SIDE));
      case SCENE -> TruthJson.of(imageName(), LandscapeScenes.picture(seed(), SIDE));
      case POSE -> TruthJson.of(imageName(), FigureScenes.picture(seed(), SIDE));
    };
  }

  /** Writes both files into the kind's directory below {@code images}. */
  void writeInto(Path images) throws IOException {
    var directory = Files.createDirectories(images.resolve(kind.directory));
    var file = directory.resolve(imageName());
    if (!ImageIO.write(draw().toImage(), "png", file.toFile())) {
      throw new IOException("this Java cannot write png images");
    }
    Files.writeString(directory.resolve(truthName()), truth());
  }
}
