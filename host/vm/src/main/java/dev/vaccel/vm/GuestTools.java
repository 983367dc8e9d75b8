package dev.vaccel.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Static programs for guests that call the agent: {@code vaccel-classify} and its like, built from
 * the C client.
 *
 * @param architecture whose they are
 * @param programs in the order of their names; empty where none is built
 * @param missing why there is none, and what builds them; empty if there are
 */
public record GuestTools(Architecture architecture, List<Path> programs, String missing) {
  /** Names a directory with the programs, of the architecture that is asked for. */
  public static final String VARIABLE = "VACCEL_GUEST_TOOLS";

  /** Where {@code vaccel-classify} looks for a model when it is told of none. */
  public static final String MODEL = "/usr/share/vaccel/model";

  private static final String PREFIX = "vaccel-";

  /** Copies the list. */
  public GuestTools {
    programs = List.copyOf(programs);
  }

  /**
   * Those in a directory, or of a clone of the project.
   *
   * @param directory what the variable says
   * @param root the clone's top
   */
  public static GuestTools find(
      Architecture architecture, Optional<Path> directory, Optional<Path> root) throws IOException {
    String build = "make -C guest/c tools ARCH=" + architecture.machineName();
    Optional<Path> place =
        directory.or(
            () ->
                root.map(
                    top -> top.resolve("guest/c/target/" + architecture.machineName() + "/bin")));
    if (place.isEmpty()) {
      return new GuestTools(
          architecture,
          List.of(),
          "set " + VARIABLE + " to the directory that " + build + " fills");
    }
    List<Path> found = programs(place.get());
    String missing =
        found.isEmpty()
            ? place.get() + " has no " + PREFIX + "* program; " + build + " builds them"
            : "";
    return new GuestTools(architecture, found, missing);
  }

  private static List<Path> programs(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(PREFIX))
          .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
          .sorted()
          .toList();
    }
  }

  /** Adds them as {@code /bin/vaccel-*}. */
  public void addTo(Initramfs image) throws IOException {
    for (Path program : programs) {
      image.file("bin/" + program.getFileName(), program);
    }
  }
}
