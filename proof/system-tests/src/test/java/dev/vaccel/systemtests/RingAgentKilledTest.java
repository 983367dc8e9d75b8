package dev.vaccel.systemtests;

/** The same through rings in shared memory, which do not say that an agent was killed. */
class RingAgentKilledTest extends AgentKilledTest {
  @Override
  String scheme() {
    return "shm+unix";
  }
}
