package dev.vaccel.cli;

import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.GuestImage;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.GuestTools;
import dev.vaccel.vm.Initramfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a guest boots: options that {@code vm run} and {@code vm image} share. */
final class VmImageOptions {
  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "The guest's processor: x86-64 or aarch64; default this machine's.")
  private @Nullable String arch;

  @Option(
      names = "--add",
      paramLabel = "FILE[:/PATH]",
      description =
          "Put a file or a directory with all that is in it into the guest, at /PATH, or else at /"
              + " under its own name; may be repeated.")
  private List<String> added = new ArrayList<>();

  /** As picocli makes them. */
  VmImageOptions() {}

  /**
   * Options that nobody gave.
   *
   * @param arch the guest's processor; null for this machine's
   */
  VmImageOptions(@Nullable String arch) {
    this.arch = arch;
  }

  Architecture architecture() {
    return arch == null ? Architecture.ofThisMachine() : Architecture.parse(arch);
  }

  boolean addsFiles() {
    return !added.isEmpty();
  }

  /** Programs that call the agent. */
  GuestTools tools(GuestKernel kernel, Terminal terminal) throws IOException {
    return GuestTools.find(
        kernel.architecture(),
        terminal.variable(GuestTools.VARIABLE).map(Path::of),
        ProjectFiles.root());
  }

  /**
   * The guest's files, and the bundled model where none of them is in its place; says on stderr if
   * no program for calling the agent is among them.
   */
  Initramfs build(GuestKernel kernel, Terminal terminal) throws IOException {
    Initramfs image = GuestImage.create(kernel);
    GuestTools tools = tools(kernel, terminal);
    if (tools.programs().isEmpty()) {
      terminal.note("the guest gets busybox only: " + tools.missing());
    }
    tools.addTo(image);
    for (String text : added) {
      add(image, text);
    }
    Path model = ProjectFiles.root().map(root -> root.resolve("models/shapes")).orElse(null);
    if (model != null && Files.isDirectory(model) && !image.contains(GuestTools.MODEL)) {
      image.add(GuestTools.MODEL, model);
    }
    return image;
  }

  private static void add(Initramfs image, String text) throws IOException {
    int colon = Files.exists(Path.of(text)) ? -1 : text.lastIndexOf(":/");
    Path file = Path.of(colon < 0 ? text : text.substring(0, colon));
    if (!Files.exists(file)) {
      String form = text.contains(":") ? "; a place in the guest is absolute: FILE:/PATH" : "";
      throw Failure.usage("--add " + text + ": " + file + " does not exist" + form);
    }
    String place =
        colon < 0
            ? String.valueOf(file.toAbsolutePath().normalize().getFileName())
            : text.substring(colon + 1);
    try {
      image.add(place, file);
    } catch (IOException e) {
      throw new Failure(ExitCodes.USAGE, "--add " + text + ": " + ErrorReport.message(e), e);
    }
  }
}
