package dev.vaccel.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaccel demo}: an isolated caller classifies pictures through an agent. */
@Command(
    name = "demo",
    description = {
      "Shows the main job at work: an agent in a process of its own, a caller in another one that"
          + " has nothing but the guest's jars, a unix socket between them.",
      "Classifies the sample images there and, for comparison, without an agent in this process, in"
          + " turns; prints the medians. With --vm the caller is in a virtual machine, and what is"
          + " compared comes after it."
    })
final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description =
          "Times that each image is measured, after as many to warm up; default ${DEFAULT-VALUE}.")
  private int repeat = 30;

  @Option(
      names = "--vm",
      description =
          "Put the caller into a virtual machine, which has nothing but busybox and the C client;"
              + " needs QEMU and a kernel.")
  private boolean machine;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "With --vm, the guest's processor: x86-64 or aarch64; default this machine's.")
  private @Nullable String arch;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (repeat < 1 || repeat > 100_000) {
      throw Failure.usage("--repeat " + repeat + ": expected 1 to 100000");
    }
    if (arch != null && !machine) {
      throw Failure.usage("--arch " + arch + " goes with --vm");
    }
    Path models = ProjectFiles.models();
    Path model = models.resolve("shapes");
    List<Path> images = images(models.resolve("images"));
    return machine ? inMachine(model, images) : inProcess(model, images);
  }

  private int inProcess(Path model, List<Path> images) throws IOException {
    try (ChildAgent agent = ChildAgent.start("unix", List.of("image", "onnx"));
        DemoCaller caller = DemoCaller.start(agent.address(), model, repeat, images);
        LocalClassifier local = LocalClassifier.open(model, repeat, images)) {
      terminal.note(
          "agent: process "
              + agent.process().pid()
              + " at "
              + agent.address()
              + "; caller: process "
              + caller.pid()
              + " with "
              + String.join(" ", caller.jars().stream().map(DemoCommand::name).toList()));
      try (ProgressBar bar = new ProgressBar(terminal, "classifying")) {
        for (int round = 0; round < 2 * repeat; round++) {
          // In turns, and each first as often as the other: what disturbs the machine meanwhile
          // disturbs both.
          if (round % 2 == 0) {
            caller.round();
            local.round();
          } else {
            local.round();
            caller.round();
          }
          bar.update(round + 1L, 2L * repeat, "");
        }
      }
      List<DemoRow> rows = DemoRow.of(images, local.answers(), caller.answers());
      if (json) {
        printJson(
            model,
            rows,
            Json.object(
                "address",
                agent.address(),
                "agentProcess",
                agent.process().pid(),
                "callerProcess",
                caller.pid(),
                "callerClassPath",
                caller.jars()));
      } else {
        print(rows);
      }
      return DemoRow.agree(rows, terminal) ? ExitCodes.DONE : ExitCodes.FAILED;
    }
  }

  private int inMachine(Path model, List<Path> images) throws IOException, InterruptedException {
    DemoMachine guest = new DemoMachine(arch, terminal);
    List<DemoAnswer> remote = guest.classify(model, repeat, images);
    List<DemoRow> rows = DemoRow.of(images, local(model, images), remote);
    if (json) {
      printJson(
          model, rows, Json.object("machine", guest.title(), "bootSeconds", guest.bootNs() / 1e9));
    } else {
      print(rows);
      terminal
          .out()
          .println(
              guest.title() + ": caller up after " + Durations.format((double) guest.bootNs()));
    }
    return DemoRow.agree(rows, terminal) ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private List<DemoAnswer> local(Path model, List<Path> images) throws IOException {
    try (LocalClassifier local = LocalClassifier.open(model, repeat, images);
        ProgressBar bar = new ProgressBar(terminal, "classifying here")) {
      for (int round = 0; round < 2 * repeat; round++) {
        local.round();
        bar.update(round + 1L, 2L * repeat, "");
      }
      return local.answers();
    }
  }

  static List<Path> images(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw Failure.failed("sample images: " + directory + " does not exist");
    }
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> images =
          entries
              .filter(
                  path -> {
                    String name = name(path).toLowerCase(Locale.ROOT);
                    return name.endsWith(".png") || name.endsWith(".jpg");
                  })
              .sorted()
              .toList();
      if (images.isEmpty()) {
        throw Failure.failed("sample images: " + directory + " has no .png or .jpg file");
      }
      return images;
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private void print(List<DemoRow> rows) {
    Table table =
        new Table(
            "IMAGE",
            "LABEL",
            ">CONFIDENCE",
            ">LOCAL ms",
            ">REMOTE ms",
            ">OVERHEAD ms",
            ">OVERHEAD");
    for (DemoRow row : rows) {
      add(table, row);
    }
    add(table, DemoRow.median(rows));
    table.print(terminal.out(), terminal.width());
  }

  private static void add(Table table, DemoRow row) {
    boolean isSummary = row.label().isEmpty();
    table.add(
        row.image(),
        row.label(),
        isSummary ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * row.confidence()),
        String.format(Locale.ROOT, "%.3f", row.localMs()),
        String.format(Locale.ROOT, "%.3f", row.remoteMs()),
        String.format(Locale.ROOT, "%+.3f", row.overheadMs()),
        String.format(Locale.ROOT, "%+.1f %%", row.overheadPercent()));
  }

  private void printJson(Path model, List<DemoRow> rows, JsonObject places) {
    List<JsonObject> objects = new ArrayList<>();
    rows.forEach(row -> objects.add(row.json()));
    JsonObject median = DemoRow.median(rows).json();
    List.of("image", "label", "confidence").forEach(median::remove);
    JsonObject report =
        Json.object("model", model, "repetitions", repeat, "images", objects, "median", median);
    report.asMap().forEach(places::add);
    Json.print(terminal, places);
  }
}
