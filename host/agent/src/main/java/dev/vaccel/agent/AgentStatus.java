package dev.vaccel.agent;

/**
 * Counters of an agent, at one moment.
 *
 * @param connections open connections
 * @param sessions open sessions
 * @param calls calls answered since the start
 * @param errors calls among them that failed
 * @param refused connections and sessions refused
 * @param bulkBytes bytes held now: bulk of calls, long bodies of waiting calls, results
 * @param storeBytes bytes of the resource store
 */
public record AgentStatus(
    int connections,
    int sessions,
    long calls,
    long errors,
    long refused,
    long bulkBytes,
    long storeBytes) {}
