import org.jspecify.annotations.NullMarked;

/**
 * The agent: a runtime with listeners, tenants and limits. Start at {@link dev.vaccel.agent.Agent}.
 */
@NullMarked
module dev.vaccel.agent {
  requires transitive dev.vaccel.runtime;
  requires jdk.httpserver;
  requires static transitive org.jspecify;

  exports dev.vaccel.agent;
}
