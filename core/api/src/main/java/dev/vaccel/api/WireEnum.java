package dev.vaccel.api;

/**
 * An enum whose constants carry explicit numbers, so that the order of declaration never matters on
 * the wire.
 */
public interface WireEnum {
  /** Number on the wire, unique in its enum, never reused. */
  int number();
}
