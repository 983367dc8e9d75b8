package dev.vaccel.cli;

/**
 * The calls of one load as they were made. Times are nanoseconds after its beginning.
 *
 * @param schedule when they were due
 * @param order the tenant of call i is {@code order[i % order.length]}
 * @param callers threads that made them
 * @param startNs when each was begun
 * @param endNs when each was answered; 0 for a call that was not made
 * @param lastedNs until the last answer
 * @param generatorCpuNs processor time of this process
 * @param agentCpuNs processor time of the agent; -1: not known
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it, and copies take megabytes.
record LoadSample(
    LoadSchedule schedule,
    int[] order,
    int callers,
    long[] startNs,
    long[] endNs,
    long lastedNs,
    long generatorCpuNs,
    long agentCpuNs) {}
