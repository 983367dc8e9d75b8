/**
 * Opens sessions: {@link dev.vaccel.runtime.Vaccel} is the entry for applications, {@link
 * dev.vaccel.runtime.LocalRuntime} computes in this process, {@link dev.vaccel.runtime.RemoteAgent}
 * in an agent.
 */
package dev.vaccel.runtime;
