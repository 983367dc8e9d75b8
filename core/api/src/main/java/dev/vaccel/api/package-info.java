/**
 * The types an application uses. Start at {@link dev.vaccel.api.Session}: it hands out
 * implementations of the described APIs ({@link dev.vaccel.api.ImageApi}, {@link
 * dev.vaccel.api.BlasApi}, ...) that compute in this process or in an agent, by the same calls.
 */
package dev.vaccel.api;
