package dev.vaccel.models;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the bundled shape classifier for TensorFlow Lite, TensorFlow and PyTorch: the same network
 * with the same parameters, which are read out of the ONNX file that {@link TrainShapes} wrote.
 */
public final class ConvertShapes {
  /** The bundles that are written, each a directory of its card's name. */
  static final List<ModelCard> CARDS =
      List.of(
          TrainShapes.CARD.as("shapes-tflite", ModelFormat.TFLITE),
          TrainShapes.CARD.as("shapes-tensorflow", ModelFormat.SAVEDMODEL),
          TrainShapes.CARD.as("shapes-pytorch", ModelFormat.TORCHSCRIPT));

  private ConvertShapes() {}

  /**
   * Takes the ONNX file and the directory where the bundles' directories are made. Exit codes: 0
   * done, 1 failed, 2 wrong usage.
   */
  public static void main(String[] arguments) {
    System.exit(run(System.out, System.err, arguments));
  }

  static int run(PrintStream out, PrintStream err, String... arguments) {
    if (arguments.length != 2) {
      err.println("Usage: ConvertShapes MODEL.onnx DIR");
      return 2;
    }
    var model = Path.of(arguments[0]);
    var directory = Path.of(arguments[1]);
    var network = ShapeModel.network();
    List<Parameters> parameters;
    try {
      parameters = OnnxReader.read(Files.readAllBytes(model), network, TrainShapes.CARD);
    } catch (IOException e) {
      err.println("ConvertShapes: cannot read " + model + ": " + e);
      return 1;
    } catch (IllegalArgumentException e) {
      err.println("ConvertShapes: " + model + " is no model of TrainShapes: " + e.getMessage());
      return 1;
    }
    for (var card : CARDS) {
      var bundle = directory.resolve(card.name());
      try {
        Files.createDirectories(bundle);
        ModelBundle.write(bundle, card, network, parameters, description());
      } catch (IOException e) {
        err.println("ConvertShapes: cannot write the bundle to " + bundle + ": " + e);
        return 1;
      }
      out.println("bundle=" + bundle);
    }
    return 0;
  }

  private static String description() {
    return "The network of the bundle "
        + TrainShapes.CARD.name()
        + " with the same weights in another format: classifies synthetic shapes into "
        + Shape.classes().size()
        + " classes; not meant for photographs.";
  }
}
