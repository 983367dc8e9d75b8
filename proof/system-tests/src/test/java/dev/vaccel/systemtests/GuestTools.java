package dev.vaccel.systemtests;

import dev.vaccel.systemtests.GuestBuild.Said;
import dev.vaccel.vm.Architecture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The programs of the C client, built for this machine, and the agent that they call.
 *
 * @param directory of the programs
 * @param address of the agent
 */
record GuestTools(Path directory, String address) {
  /** Those that call this agent. */
  static GuestTools of(AgentProcess agent) throws Exception {
    return new GuestTools(GuestBuild.tools(Architecture.ofThisMachine()), agent.address());
  }

  /** A command line. */
  List<String> command(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(directory.resolve("vaccel-" + name).toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs a program to its end; it classifies with the bundled model. */
  Said run(String name, String... arguments) throws Exception {
    Path model = VaccelProcess.root().resolve("models/shapes").toAbsolutePath();
    return GuestBuild.run(
        command(name, arguments),
        Map.of("VACCEL_ADDRESS", address, "VACCEL_MODEL", model.toString()));
  }
}
