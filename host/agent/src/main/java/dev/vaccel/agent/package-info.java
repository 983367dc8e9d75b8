/**
 * The host's daemon. {@link dev.vaccel.agent.Agent} listens; each accepted link becomes a
 * connection with a thread that reads it; its sessions are local sessions of the runtime, each with
 * a queue that keeps their calls in order.
 */
package dev.vaccel.agent;
