package dev.vaccel.examples;

import dev.vaccel.api.ImageApi;
import dev.vaccel.api.Label;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.Vaccel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Names what a picture shows, in the agent that VACCEL_ADDRESS names, or here where it is not set
 * and back ends are on the path: the call is the same.
 *
 * <pre>ClassifyPicture MODEL IMAGE</pre>
 */
public final class ClassifyPicture {
  private ClassifyPicture() {}

  /** Prints the three most likely labels, one on each line with its probability. */
  public static void main(String[] args) throws IOException {
    try (Session session = Vaccel.open()) {
      for (Label label : classify(session, Path.of(args[0]), Path.of(args[1]))) {
        System.out.println(label.text() + " " + label.score());
      }
    }
  }

  static List<Label> classify(Session session, Path model, Path image) throws IOException {
    ResourceId id = session.register(model);
    MemorySegment picture = MemorySegment.ofArray(Files.readAllBytes(image));
    return session.api(ImageApi.class).classify(id, picture, 3);
  }
}
