package dev.vaccel.cli;

import dev.vaccel.agent.AgentStatus;
import dev.vaccel.wire.spi.Address;
import java.lang.System.Logger;
import java.time.Duration;

/**
 * What an agent logs of its life. A class of its own: making the logger configures logging, which
 * must know the level by then.
 */
final class AgentLog {
  private static final Logger LOG = System.getLogger(AgentLog.class.getName());

  private AgentLog() {}

  static void listening(Address address) {
    LOG.log(Logger.Level.INFO, "agent listening address={0}", address);
  }

  static void draining(String reason, Duration limit) {
    LOG.log(
        Logger.Level.INFO,
        "agent draining reason={0} limit-seconds={1}",
        reason,
        Long.toString(limit.toSeconds()));
  }

  static void stoppingAtOnce(String reason) {
    LOG.log(Logger.Level.WARNING, "agent stopping at once reason={0}", reason);
  }

  static void stopped(boolean complete, AgentStatus status) {
    LOG.log(
        Logger.Level.INFO,
        "agent stopped complete={0} calls={1} errors={2} refused={3}",
        complete,
        Long.toString(status.calls()),
        Long.toString(status.errors()),
        Long.toString(status.refused()));
  }
}
