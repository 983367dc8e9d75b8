package dev.vaccel.cli;

import dev.vaccel.api.Session;
import dev.vaccel.api.VaccelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of {@code bench --all}, and what it does. */
final class SuiteOptions {
  /** Those of a single benchmark that mean something here too. */
  private static final Set<String> SHARED =
      Set.of("--seconds", "--model", "--models", "--image", "--json");

  private static final Set<String> OWN = Set.of("--all", "--quick", "--tiny", "--no-vm", "--out");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--all",
      description =
          "Measure every operation on every path, against direct calls, bare sockets and memcpy, by"
              + " size and number of callers; about 25 minutes. --model adds a classifier, --image"
              + " takes another picture, --seconds is for each cell.")
  private boolean all;

  @Option(names = "--quick", description = "With --all: fewer sizes; less than 5 minutes.")
  private boolean quick;

  @Option(
      names = "--tiny",
      hidden = true,
      description = "With --all: a little of everything, for tests.")
  private boolean tiny;

  @Option(names = "--no-vm", description = "With --all: leave the virtual machine out.")
  private boolean noVm;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "With --all: where to write JSON, Markdown and plots; default docs/performance of the"
              + " clone, else performance. With --tenants: where to write load.json, and the plot"
              + " load.svg and load.png if the knee is looked for.")
  private @Nullable Path out;

  /** Where to write; null: not said. Refuses what does not go with {@code --tenants}. */
  @Nullable Path outOfLoad() {
    if (all || quick || tiny) {
      throw Failure.usage(
          (all ? "--all" : quick ? "--quick" : "--tiny") + " and --tenants exclude each other");
    }
    return out;
  }

  /** Whether the whole table is asked for. */
  boolean wanted() {
    Set<String> given =
        command.commandLine().getParseResult().matchedOptions().stream()
            .filter(ArgSpec::isOption)
            .map(OptionSpec::longestName)
            .collect(Collectors.toSet());
    if (!all) {
      if (quick || tiny) {
        throw Failure.usage((quick ? "--quick" : "--tiny") + " goes with --all");
      }
      if (noVm) {
        throw Failure.usage("--no-vm goes with --all");
      }
      if (out != null) {
        throw Failure.usage("--out goes with --all or --tenants");
      }
      return false;
    }
    for (String name : given) {
      if (!SHARED.contains(name) && !OWN.contains(name) && !name.equals("--debug")) {
        throw Failure.usage("--all measures everything: " + name + " does not go with it");
      }
    }
    return true;
  }

  /**
   * Measures and writes.
   *
   * @param further classifiers beside the bundled one
   * @param image null: a sample
   * @param seconds null: as the plan says
   */
  int run(
      Terminal terminal,
      List<Path> further,
      @Nullable Path image,
      @Nullable Double seconds,
      boolean json)
      throws IOException {
    // There may be a display that nobody can reach.
    System.setProperty("java.awt.headless", "true");
    Path bundled = ProjectFiles.models();
    SuiteModels models = new SuiteModels(further);
    SuitePictures pictures =
        SuitePictures.of(
            image != null ? image : DemoCommand.images(bundled.resolve("images")).getFirst());
    Path directory = out != null ? out : defaultDirectory();
    // Before anything is measured, not after.
    Files.createDirectories(directory);
    if (!Files.isWritable(directory)) {
      throw Failure.failed("cannot write to " + directory);
    }
    Map<String, String> missing = new LinkedHashMap<>();
    try (SuiteServers servers = SuiteServers.start()) {
      try (Session here = servers.session(SuitePath.LOCAL, "");
          Session agent = servers.session(SuitePath.UNIX, "")) {
        models.probe(here, agent, missing);
      }
      SuitePlan plan = plan(models, seconds);
      try (SuiteMachine machine = machine(terminal, plan, models, pictures, missing);
          ProgressBar bar = new ProgressBar(terminal, "measuring")) {
        long startedNs = System.nanoTime();
        Map<String, String> facts = SuiteFacts.collect(plan, servers.backendVersions());
        facts.put("virtual machine", machine == null ? "none" : machine.title());
        SuiteTable table =
            new SuiteRun(plan, servers, models.all(), pictures, machine)
                .run(new Remaining(plan, bar)::show);
        missing.forEach(table::addMissing);
        facts.put("took", Durations.format((double) (System.nanoTime() - startedNs)));
        bar.clear();
        List<String> files = SuiteReport.write(directory, terminal, table, facts);
        print(terminal, table, facts, json);
        terminal.note("wrote " + String.join(", ", files) + " to " + directory);
      }
    }
    return ExitCodes.DONE;
  }

  private SuitePlan plan(SuiteModels models, @Nullable Double seconds) {
    List<String> classifiers = models.classifiers();
    List<String> networks = models.networks();
    SuitePlan ofSize =
        tiny
            ? SuitePlan.tiny(classifiers, networks)
            : quick
                ? SuitePlan.quick(classifiers, networks)
                : SuitePlan.full(classifiers, networks);
    return seconds == null ? ofSize : ofSize.withSeconds(seconds);
  }

  /** Null, with the reason added to what is missing, where there is none. */
  private @Nullable SuiteMachine machine(
      Terminal terminal,
      SuitePlan plan,
      SuiteModels models,
      SuitePictures pictures,
      Map<String, String> missing)
      throws IOException {
    String what = "from a virtual machine";
    if (noVm) {
      missing.put(what, "left out by --no-vm");
      return null;
    }
    List<String> backends =
        SuiteServers.BACKENDS.stream().map(backend -> "--backend=" + backend).toList();
    try {
      return SuiteMachine.boot(
          terminal, backends, models.classifierFiles(), pictures, plan.widths());
    } catch (Failure | VaccelException | IOException e) {
      missing.put(what, ErrorReport.message(e));
      return null;
    }
  }

  private static Path defaultDirectory() {
    return ProjectFiles.root()
        .map(root -> root.resolve("docs/performance"))
        .orElseGet(() -> Path.of("performance"));
  }

  private static void print(
      Terminal terminal, SuiteTable table, Map<String, String> facts, boolean json) {
    if (json) {
      Json.print(terminal, SuiteReport.json(table, facts));
      return;
    }
    Table printed =
        new Table(
            "OP", ">SIZE", ">CALLERS", "PATH", ">MEDIAN", ">P99", ">THROUGHPUT", ">RATIO", "TEST");
    for (SuiteResult result : table.results()) {
      SuiteComparison compared = table.comparison(result).orElse(null);
      printed.add(
          result.task().op().lowerName(),
          result.task().sizeText(),
          Integer.toString(result.task().callers()),
          result.path().text(),
          Durations.format(result.medianNs()),
          Durations.format(result.p99Ns()),
          result.throughputText(),
          compared == null ? "-" : compared.ratioText(),
          compared == null ? "" : compared.verdict() + " (" + compared.baseline().text() + ")");
    }
    printed.print(terminal.out(), terminal.width());
  }

  /** How much is left, for people. */
  private record Remaining(SuitePlan plan, ProgressBar bar, long startedNs) {
    Remaining(SuitePlan plan, ProgressBar bar) {
      this(plan, bar, System.nanoTime());
    }

    void show(int done, SuiteTask next) {
      int total = plan.tasks().size();
      // Before there is something to go by, what the plan says.
      double leftSeconds =
          done == 0
              ? plan.cells() * plan.seconds()
              : (System.nanoTime() - startedNs) / 1e9 * (total - done) / done;
      bar.update(done, total, next + ", about " + Math.round(leftSeconds) + " s left");
    }
  }
}
