package dev.vaccel.cli;

import dev.vaccel.agent.Limits;
import picocli.CommandLine.Option;

/** What guests may take of an agent. */
final class AgentLimits {
  private static final Limits DEFAULT = Limits.DEFAULT;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "Open connections; default ${DEFAULT-VALUE}.")
  private int connections = DEFAULT.connections();

  @Option(
      names = "--max-sessions",
      paramLabel = "N",
      description = "Open sessions; default ${DEFAULT-VALUE}.")
  private int sessions = DEFAULT.sessions();

  @Option(
      names = "--max-sessions-per-tenant",
      paramLabel = "N",
      description = "Open sessions of one user, certificate or host; default ${DEFAULT-VALUE}.")
  private int sessionsPerTenant = DEFAULT.sessionsPerTenant();

  @Option(
      names = "--max-calls-per-connection",
      paramLabel = "N",
      description = "Calls outstanding on a connection; default ${DEFAULT-VALUE}.")
  private int callsPerConnection = DEFAULT.callsPerConnection();

  @Option(
      names = "--max-bytes-per-connection",
      paramLabel = "BYTES",
      converter = ByteSize.Converter.class,
      description = "Bulk data held for a connection; default 4G.")
  private ByteSize bytesPerConnection = new ByteSize(DEFAULT.bytesPerConnection());

  @Option(
      names = "--max-bytes",
      paramLabel = "BYTES",
      converter = ByteSize.Converter.class,
      description = "Bulk data held for all; default 8G.")
  private ByteSize bytes = new ByteSize(DEFAULT.bytes());

  @Option(
      names = "--max-store-bytes",
      paramLabel = "BYTES",
      converter = ByteSize.Converter.class,
      description = "Resources stored; default 16G.")
  private ByteSize storeBytes = new ByteSize(DEFAULT.storeBytes());

  @Option(
      names = "--max-resource-bytes",
      paramLabel = "BYTES",
      converter = ByteSize.Converter.class,
      description = "One resource; default 8G.")
  private ByteSize resourceBytes = new ByteSize(DEFAULT.resourceBytes());

  @Option(
      names = "--max-computing-calls",
      paramLabel = "N",
      description = "Calls that compute at the same time; default ${DEFAULT-VALUE}, four per CPU.")
  private int computeSlots = DEFAULT.computeSlots();

  Limits limits() {
    return new Limits(
        connections,
        sessions,
        sessionsPerTenant,
        callsPerConnection,
        bytesPerConnection.bytes(),
        bytes.bytes(),
        storeBytes.bytes(),
        resourceBytes.bytes(),
        computeSlots);
  }
}
