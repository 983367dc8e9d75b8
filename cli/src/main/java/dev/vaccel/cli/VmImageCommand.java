package dev.vaccel.cli;

import dev.vaccel.vm.GuestImage;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.Initramfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaccel vm image}: makes the files that a guest boots. */
@Command(
    name = "image",
    description = {
      "Makes an initramfs: busybox, a kernel's modules, the C client's programs, and your files.",
      "Prints what it holds. 'vaccel vm run --image FILE' boots it; so does any VMM with the kernel"
          + " of tools/fetch-guest-kernel."
    })
final class VmImageCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private VmImageOptions contents = new VmImageOptions();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Where it is written; compressed if the name ends with .gz.")
  private Path output = Path.of("");

  @Option(names = "--force", description = "Replace the file if it is there.")
  private boolean force;

  @Option(
      names = "--init-command",
      paramLabel = "LINE",
      description =
          "What a guest does that is booted without 'vm run', for busybox's shell; default a shell"
              + " on the console.")
  private @Nullable String initCommand;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  VmImageCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (Files.isDirectory(output)) {
      throw Failure.usage("--output " + output + ": is a directory, expected a file");
    }
    if (Files.exists(output) && !force) {
      throw Failure.usage("--output " + output + ": exists already; --force replaces it");
    }
    Path parent = output.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw Failure.usage("--output " + output + ": directory " + parent + " does not exist");
    }
    GuestKernel kernel = GuestKernel.find(contents.architecture());
    Initramfs image = contents.build(kernel, terminal);
    if (initCommand != null) {
      GuestImage.startWith(image, initCommand);
    }
    write(image);
    long bytes = Files.size(output);
    if (json) {
      Json.print(
          terminal,
          Json.object(
              "file",
              output,
              "architecture",
              kernel.architecture(),
              "bytes",
              bytes,
              "contentBytes",
              image.contentBytes(),
              "files",
              image.names()));
    } else {
      image.names().forEach(name -> terminal.out().println(PlainText.line(name)));
      terminal.note(
          output
              + ": "
              + image.names().size()
              + " files, "
              + ByteSize.format(bytes)
              + ", for "
              + kernel.architecture());
    }
    return ExitCodes.DONE;
  }

  // What fails halfway leaves no image that looks whole.
  private void write(Initramfs image) throws IOException {
    String suffix = output.toString().endsWith(".gz") ? ".gz" : "";
    Path unfinished =
        output.resolveSibling(
            "." + output.getFileName() + "." + ProcessHandle.current().pid() + suffix);
    try {
      image.write(unfinished);
      Files.move(unfinished, output, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
