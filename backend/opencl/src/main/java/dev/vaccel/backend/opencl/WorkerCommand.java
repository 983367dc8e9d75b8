package dev.vaccel.backend.opencl;

import dev.vaccel.api.VaccelException;
import dev.vaccel.api.program.ProgramApi;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line and the environment of a process of programs: this JVM, three jars. */
final class WorkerCommand {
  /** Variables that drivers and the JVM may need; others may hold secrets, and stay here. */
  private static final Set<String> PASSED =
      Set.of("HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "USER", "XDG_CACHE_HOME");

  private static final List<String> PASSED_PREFIXES =
      List.of("CUDA_", "NVIDIA_", "OCL_", "OPENCL_", "POCL_", "ROC_");

  private WorkerCommand() {}

  static ProcessBuilder of(Map<String, String> settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-Xmx128m",
            // A fault is told on the error output, not in files where the agent was started.
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+ErrorFileToStderr",
            "-XX:+DisplayVMOutputToStderr",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            Stream.of(VaccelException.class, ProgramApi.class, WorkerCommand.class)
                .map(WorkerCommand::place)
                .collect(Collectors.joining(":")),
            ProgramWorker.class.getName()));
    settings.forEach((name, value) -> command.add(name + "=" + value));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(
            name -> !PASSED.contains(name) && PASSED_PREFIXES.stream().noneMatch(name::startsWith));
    return builder;
  }

  /** The jar or directory that a class comes from. */
  private static String place(Class<?> type) {
    try {
      CodeSource source = type.getProtectionDomain().getCodeSource();
      return source == null ? "" : Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
