package dev.vaccel.cli;

import dev.vaccel.model.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaccel model bundle}: a model with what its input and labels mean. */
@Command(
    name = "bundle",
    description = {
      "Makes a bundle of a model for pictures: the model, how pictures become its input and its"
          + " output an answer, its labels.",
      "Callers name the bundle and need no such options; guests without a JVM have none."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  vaccel model bundle --labels imagenet.txt --mean 127.5 --scale 1/127.5 net.onnx net")
final class ModelBundleCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private PreprocessingOptions preprocessing = new PreprocessingOptions();

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "One label in each line, UTF-8; default those that MODEL has.")
  private @Nullable Path labels;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description =
          "What it answers: ${COMPLETION-CANDIDATES}; default as MODEL says, of a bare file"
              + " classify.")
  private @Nullable Task task;

  @Parameters(index = "0", paramLabel = "MODEL", description = "Model file or bundle.")
  private Path model = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "DIR",
      description = "Where the bundle is made; must be empty if it is there.")
  private Path directory = Path.of("");

  ModelBundleCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (Files.exists(directory) && !isEmptyDirectory()) {
      throw Failure.usage(directory + ": expected an empty directory, or none");
    }
    try (TemporaryDirectory temporary = TemporaryDirectory.create("vaccel-bundle-")) {
      Path made = temporary.path().resolve("bundle");
      TaskBundle.write(made, task, model, labels, preprocessing);
      copy(made, directory);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        terminal.out().println(PlainText.line(file.toString()));
      }
    }
    return ExitCodes.DONE;
  }

  /** Not links: who changes the model's file later does not mean this one. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path each : (Iterable<Path>) tree.sorted()::iterator) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
    }
  }

  private boolean isEmptyDirectory() throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }
}
