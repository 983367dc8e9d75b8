package dev.vaccel.models;

import java.util.SplittableRandom;

/** The random numbers of one sample in an endless stream of them. */
final class Streams {
  private Streams() {}

  /** A generator for one sample; those of different seeds and indices have nothing in common. */
  static SplittableRandom at(long seed, long index) {
    // An odd multiplier keeps the streams of neighbouring seeds far apart.
    return new SplittableRandom(seed * 0xD1342543DE82EF95L + index);
  }
}
