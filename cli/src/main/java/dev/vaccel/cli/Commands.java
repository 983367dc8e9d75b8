package dev.vaccel.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/**
 * The subcommands. Reading one command's options takes milliseconds of reflection, so only the one
 * that the arguments name is made; all of them where help, completion or a mistake needs them.
 */
final class Commands {
  private static final Map<String, Function<Terminal, Object>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("demo", DemoCommand::new);
    ALL.put("agent", AgentCommand::new);
    ALL.put("ops", OpsCommand::new);
    ALL.put("classify", ClassifyCommand::new);
    ALL.put("detect", DetectCommand::new);
    ALL.put("segment", SegmentCommand::new);
    ALL.put("pose", PoseCommand::new);
    ALL.put("depth", DepthCommand::new);
    ALL.put("infer", InferCommand::new);
    ALL.put("exec", ExecCommand::new);
    ALL.put("hash", HashCommand::new);
    ALL.put("encrypt", EncryptCommand::new);
    ALL.put("decrypt", DecryptCommand::new);
    ALL.put("bench", BenchCommand::new);
    ALL.put(
        "vm",
        terminal ->
            new CommandLine(new VmCommand(terminal))
                .addSubcommand(
                    "run",
                    // The guest's command has options of its own.
                    new CommandLine(new VmRunCommand(terminal)).setStopAtPositional(true))
                .addSubcommand("image", new VmImageCommand(terminal)));
    ALL.put(
        "model",
        terminal ->
            new CommandLine(new ModelCommand(terminal))
                .addSubcommand("add", new ModelAddCommand(terminal))
                .addSubcommand("list", new ModelListCommand(terminal))
                .addSubcommand("inspect", new ModelInspectCommand(terminal))
                .addSubcommand("remove", new ModelRemoveCommand(terminal))
                .addSubcommand("bundle", new ModelBundleCommand(terminal)));
    ALL.put(
        "backend",
        terminal ->
            new CommandLine(new BackendCommand(terminal))
                .addSubcommand("add", new BackendAddCommand(terminal))
                .addSubcommand("list", new BackendListCommand(terminal))
                .addSubcommand("remove", new BackendRemoveCommand(terminal)));
    ALL.put(
        "generate",
        terminal ->
            new CommandLine(new GenerateCommand(terminal))
                .addSubcommand("c", new GenerateCCommand(terminal))
                .addSubcommand("docs", new GenerateDocsCommand(terminal)));
    ALL.put("doctor", DoctorCommand::new);
    ALL.put("completion", CompletionCommand::new);
    ALL.put(BenchEchoCommand.NAME, BenchEchoCommand::new);
    ALL.put("help", _ -> new HelpCommand());
  }

  private Commands() {}

  /** A command line that can read these arguments. */
  static CommandLine commandLine(Terminal terminal, String... args) {
    CommandLine root = new CommandLine(new RootCommand(terminal));
    String name = args.length == 0 ? "" : args[0];
    if (ALL.containsKey(name) && !name.equals("help") && !name.equals("completion")) {
      add(root, name, terminal);
    } else {
      ALL.keySet().forEach(each -> add(root, each, terminal));
    }
    return configure(root, terminal);
  }

  /** Every subcommand, whatever the arguments. */
  static CommandLine complete(Terminal terminal) {
    CommandLine root = new CommandLine(new RootCommand(terminal));
    ALL.keySet().forEach(each -> add(root, each, terminal));
    return configure(root, terminal);
  }

  private static void add(CommandLine root, String name, Terminal terminal) {
    Function<Terminal, Object> maker = ALL.get(name);
    if (maker != null) {
      root.addSubcommand(name, maker.apply(terminal));
    }
  }

  private static CommandLine configure(CommandLine root, Terminal terminal) {
    return root.setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()))
        .setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        // picocli refuses widths below 55.
        .setUsageHelpWidth(Math.clamp(terminal.width(), 55, 100))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        // An argument that begins with @ is one, not a file of arguments.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((e, _) -> ErrorReport.usage(terminal, e))
        .setExecutionExceptionHandler((e, _, parsed) -> ErrorReport.execution(terminal, e, parsed));
  }
}
