package dev.vaccel.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The caller of the demonstration: a process whose class path holds the guest's jars and a small
 * program.
 *
 * @param process the caller
 * @param jars its class path
 * @param count pictures that it classifies
 */
record DemoCaller(ChildProcess process, List<Path> jars, int count) implements AutoCloseable {
  private static final int ROUND_SECONDS = 60;
  private static final List<String> MODULES =
      List.of(
          "dev.vaccel.api",
          "dev.vaccel.wire",
          "dev.vaccel.posix",
          "dev.vaccel.runtime",
          "dev.vaccel.transport.socket",
          "dev.vaccel.examples");

  static DemoCaller start(String address, Path model, int repetitions, List<Path> images)
      throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String module : MODULES) {
      jars.add(ChildJvm.place(module));
    }
    List<String> arguments = new ArrayList<>();
    arguments.add(address);
    arguments.add(model.toString());
    arguments.add(Integer.toString(repetitions));
    images.forEach(image -> arguments.add(image.toString()));
    ChildProcess process =
        ChildProcess.start(
            "caller",
            ChildJvm.classPath(jars, "dev.vaccel.examples.ClassifyCaller", arguments),
            Redirect.INHERIT);
    return new DemoCaller(process, List.copyOf(jars), images.size());
  }

  long pid() {
    return process.pid();
  }

  /** Lets it classify every picture once. */
  void round() throws IOException {
    try {
      process.poke();
    } catch (IOException _) {
      process.line(ROUND_SECONDS); // it has ended; this says how
    }
    process.line(ROUND_SECONDS);
  }

  /** What it measured, in the order of the pictures. */
  List<DemoAnswer> answers() {
    List<DemoAnswer> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String line = process.line(ROUND_SECONDS);
      String[] fields = line.split("\t", -1);
      if (fields.length != 4) {
        throw Failure.failed("the caller said '" + line + "': expected four fields");
      }
      answers.add(
          new DemoAnswer(fields[1], Float.parseFloat(fields[2]), Double.parseDouble(fields[3])));
    }
    return answers;
  }

  @Override
  public void close() {
    process.close();
  }
}
