package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.Session;
import dev.vaccel.model.Task;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.runtime.SessionOptions;
import dev.vaccel.runtime.Vaccel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vaccel bench}: what the way through an agent costs. */
@Command(
    name = "bench",
    description = {
      "Measures calls through an agent, in turns with a baseline in the same run: for noop and echo"
          + " a bare socket between two processes, for the others the same call in this process.",
      "RATIO is the median time through the agent over the baseline's, the median of 10 rounds.",
      "With --tenants it loads the agent with calls that are due at given times instead.",
      "Without an address it starts an agent of its own, on a unix socket."
    })
final class BenchCommand implements Callable<Integer> {
  /** What is measured where nothing else is said. */
  private static final List<BenchOp> USUAL =
      List.of(
          BenchOp.NOOP, BenchOp.ECHO, BenchOp.SGEMM, BenchOp.AES, BenchOp.CLASSIFY, BenchOp.INFER);

  private static final List<@Nullable BenchModel> NO_MODEL = Collections.singletonList(null);

  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private TargetOptions target = new TargetOptions();

  @Mixin private LoadOptions load = new LoadOptions();

  @Option(
      names = "--op",
      split = ",",
      paramLabel = "OP",
      description = "What to measure: ${COMPLETION-CANDIDATES}; default all but dgemm.")
  private List<BenchOp> ops = new ArrayList<>();

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "N",
      converter = ByteSize.Converter.class,
      description =
          "Bytes of an echo or of what is encrypted (64, 64K, 1M), rows of a matrix (512).")
  private List<ByteSize> sizes = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that call at the same time; default one for each session, 32 with --tenants.")
  private int threads;

  @Option(
      names = "--sessions",
      paramLabel = "N",
      description = "Sessions that the threads share, each on a connection of its own; default 1.")
  private int sessions = 1;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description =
          "Time for each row, half of it for the baseline where there is one; default"
              + " ${DEFAULT-VALUE}.")
  private double seconds = 2;

  @Option(
      names = "--start",
      paramLabel = "KIND",
      description =
          "Start an agent for the run on a socket of this kind: unix or tcp, with --tenants shm"
              + " too.")
  private @Nullable String start;

  @Option(
      names = "--model",
      split = ",",
      paramLabel = "MODEL",
      description =
          "Models for classify and infer, files or names; default the bundled one, for infer in"
              + " the format of each framework that is installed.")
  private List<String> models = new ArrayList<>();

  @Mixin private ModelNames names = new ModelNames();

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "Picture for classify; default a sample of the bundled model.")
  private @Nullable Path image;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private SuiteOptions suite = new SuiteOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (load.areUsed()) {
      return load();
    }
    check("--sessions", sessions, 1, 4096);
    int callers = threads == 0 ? sessions : threads;
    check("--threads", callers, sessions, 4096);
    checkSeconds();
    if (start != null && !start.equals("unix") && !start.equals("tcp")) {
      throw Failure.usage("--start " + start + ": expected unix or tcp");
    }
    if (suite.wanted()) {
      boolean hasSeconds = spec.commandLine().getParseResult().hasMatchedOption("--seconds");
      return suite.run(terminal, modelFiles(), image, hasSeconds ? seconds : null, json);
    }
    List<BenchOp> wanted = ops.isEmpty() ? USUAL : List.copyOf(ops);
    // Whatever can be wrong is said before anything is started.
    Map<BenchOp, List<BenchModel>> wantedModels = new LinkedHashMap<>();
    for (BenchOp op : wanted) {
      wantedModels.put(op, op.hasModel() ? models(op) : List.of());
      for (long size : sizes(op)) {
        BenchCase.check(op, size);
      }
    }
    BenchCalls calls = new BenchCalls(picture(wanted));
    Optional<TargetOptions.Target> agent =
        start == null ? target.target(terminal) : Optional.empty();
    if (agent.isPresent()) {
      return measure(wantedModels, calls, callers, agent.get().text());
    }
    TreeSet<String> backends = new TreeSet<>();
    wanted.forEach(op -> backends.addAll(op.backends()));
    try (ChildAgent own = ChildAgent.start(start == null ? "unix" : start, List.copyOf(backends))) {
      terminal.note("started an agent at " + own.address() + " for this run");
      return measure(wantedModels, calls, callers, own.address());
    }
  }

  private int load() throws IOException {
    if (sessions != 1) {
      throw Failure.usage("--tenants and --sessions exclude each other: a tenant is a session");
    }
    if (ops.size() > 1 || sizes.size() > 1) {
      throw Failure.usage("--tenants takes one of --op and of --sizes");
    }
    Path out = suite.outOfLoad();
    int callers = LoadOptions.callers(threads);
    checkSeconds();
    if (models.size() > 1) {
      throw Failure.usage("--tenants takes one --model");
    }
    BenchOp op = ops.isEmpty() ? BenchOp.NOOP : ops.getFirst();
    BenchModel model = op.hasModel() ? models(op).getFirst() : null;
    long size = sizes(op).getFirst();
    BenchCase.check(op, size);
    LoadCalls calls = new LoadCalls(op, size, model, picture(List.of(op)));
    return new LoadBench(terminal, target, load, calls, callers, seconds, out, json).run(start);
  }

  private void checkSeconds() {
    if (!(seconds >= 0.01 && seconds <= 3600)) {
      throw Failure.usage("--seconds " + seconds + ": expected 0.01 to 3600");
    }
  }

  private int measure(
      Map<BenchOp, List<BenchModel>> wanted, BenchCalls calls, int callers, String address)
      throws IOException {
    String scheme = address.startsWith("unix:") || address.startsWith("shm+unix:") ? "unix" : "tcp";
    TreeSet<BenchOp> local = new TreeSet<>(wanted.keySet());
    local.removeIf(BenchOp::isAgainstSocket);
    RemoteOptions options = target.remoteOptions();
    SessionOptions sessionOptions = new SessionOptions(target.backends());
    Supplier<Session> remote = () -> Vaccel.connect(address, options, sessionOptions);
    List<BenchRow> rows = new ArrayList<>();
    Class<?>[] apis = local.stream().flatMap(op -> op.apis().stream()).toArray(Class<?>[]::new);
    boolean needsBare = wanted.size() > local.size();
    try (BareServer bare = needsBare ? BareServer.start(scheme) : null;
        LocalRuntime here =
            AtExit.runtime(
                () -> LocalRuntime.open(OpenSession.providersOf(apis), Set.of(), Map.of()));
        ProgressBar bar = new ProgressBar(terminal, "measuring")) {
      List<BenchCase> cases = new ArrayList<>();
      for (BenchOp op : wanted.keySet()) {
        String against = op.isAgainstSocket() ? "bare " + scheme + " socket" : "local call";
        for (BenchModel model : runnable(op, wanted.get(op), remote, here)) {
          for (long size : sizes(op)) {
            cases.add(new BenchCase(op, model, size, callers, sessions, against));
          }
        }
      }
      BenchRun run = new BenchRun(calls, remote, () -> AtExit.session(here), bare, seconds);
      for (int i = 0; i < cases.size(); i++) {
        BenchCase current = cases.get(i);
        int done = i;
        rows.add(
            run.run(
                current,
                share ->
                    bar.update(
                        Math.round(1000 * (done + share)),
                        1000L * cases.size(),
                        current.op().lowerName() + " " + current.sizeText())));
      }
    }
    print(address, rows);
    return ExitCodes.DONE;
  }

  /**
   * The models of an operation, with what runs them; of those that nobody asked for, without those
   * that nothing runs on both sides. None, once, for an operation without.
   */
  private List<? extends @Nullable BenchModel> runnable(
      BenchOp op, List<BenchModel> wanted, Supplier<Session> remote, LocalRuntime here) {
    if (wanted.isEmpty()) {
      return NO_MODEL;
    }
    try (Session there = remote.get();
        Session local = AtExit.session(here)) {
      return BenchModel.runnable(
          wanted,
          local,
          there,
          (model, why) -> {
            if (!models.isEmpty() || op != BenchOp.INFER) {
              throw why;
            }
            terminal.note("left out " + model.name() + ": " + ErrorReport.message(why));
          });
    }
  }

  private List<Long> sizes(BenchOp op) {
    if (!sizes.isEmpty() && op.hasSizes()) {
      return sizes.stream().map(ByteSize::bytes).toList();
    }
    return op.defaultSizes().stream().map(text -> ByteSize.parse(text).bytes()).toList();
  }

  private List<Path> modelFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String model : models) {
      files.add(names.file(terminal, model));
    }
    return files;
  }

  private List<BenchModel> models(BenchOp op) throws IOException {
    List<Path> files = modelFiles();
    if (files.isEmpty()) {
      files =
          op == BenchOp.INFER
              ? BundledModels.formats()
              : List.of(BundledModels.path(Task.CLASSIFY));
    }
    return BenchModel.of(files);
  }

  /** For classify: the picture of a model that is not ours is not ours either. */
  private byte[] picture(List<BenchOp> wanted) throws IOException {
    if (!wanted.contains(BenchOp.CLASSIFY)) {
      return new byte[0];
    }
    if (models.isEmpty() != (image == null)) {
      throw Failure.usage("classify: --model and --image go together");
    }
    return Files.readAllBytes(
        image != null
            ? image
            : DemoCommand.images(ProjectFiles.models().resolve("images")).getFirst());
  }

  private void print(String address, List<BenchRow> rows) {
    if (!json) {
      Table table = BenchRow.table();
      rows.forEach(row -> row.addTo(table));
      table.print(terminal.out(), terminal.width());
      return;
    }
    List<JsonObject> objects = new ArrayList<>();
    rows.forEach(row -> objects.add(row.json()));
    Json.print(
        terminal,
        Json.object(
            "address", address,
            "cpus", Runtime.getRuntime().availableProcessors(),
            "java", Runtime.version(),
            "secondsPerRow", seconds,
            "rows", objects));
  }

  private static void check(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw Failure.usage(option + " " + value + ": expected " + min + " to " + max);
    }
  }
}
