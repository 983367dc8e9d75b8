package dev.vaccel.cli;

import dev.vaccel.agent.Agent;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vaccel agent}: serves operations to isolated callers until it is told to stop. */
@Command(
    name = "agent",
    description = {
      "Serves operations to other processes, virtual machines and hosts.",
      "Prints each address on a line of stdout when it can be reached; logs changes of state to"
          + " stderr. SIGTERM or Ctrl-C lets outstanding calls end, a second one stops at once."
    },
    footerHeading = "%nConfiguration file:%n",
    footer = {
      "  Lines NAME = VALUE with the options' names without dashes, # before comments. Options"
          + " that",
      "  may be repeated may be so there; the command line's replace the file's. Example:",
      "    listen = unix:///run/vaccel/vaccel.sock",
      "    listen = tcp://127.0.0.1:4747",
      "    set = onnx.threads=2",
      "    max-sessions = 64"
    })
final class AgentCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private AgentSettings settings = new AgentSettings();

  @Option(
      names = "--until-stdin-closes",
      hidden = true,
      description = "Stop when standard input ends: for a parent that may die.")
  private boolean untilStdinCloses;

  AgentCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    LogSetup.level(Level.INFO);
    AgentSettings complete = settings.withFile(spec);
    StopRequests stops = new StopRequests();
    if (untilStdinCloses) {
      stops.watchStdin();
    }
    try (DefaultSocket socket = DefaultSocket.ifNeeded(complete.listen());
        Agent agent = Agent.start(complete.agentOptions(socket.addresses()), complete.models())) {
      for (Address address : agent.addresses()) {
        AgentLog.listening(address);
        terminal.out().println(address);
      }
      terminal.out().flush();
      String reason = stops.await();
      return drain(agent, complete.drainLimit(), reason, stops);
    }
  }

  private static int drain(Agent agent, Duration limit, String reason, StopRequests stops) {
    AgentLog.draining(reason, limit);
    stops.onNext(
        again -> {
          AgentLog.stoppingAtOnce(again);
          agent.close();
        });
    boolean ended = agent.drain(limit);
    AgentLog.stopped(ended, agent.status());
    return ended ? ExitCodes.DONE : ExitCodes.FAILED;
  }
}
