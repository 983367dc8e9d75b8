package dev.vaccel.testing;

import java.util.Random;

/** Random input that can be repeated: {@code -Dvaccel.seed=N}. */
public final class Seed {
  private static final long DEFAULT = 20_261_121;

  private Seed() {}

  /** A generator with the seed of this run, which it prints. */
  public static Random random(String test) {
    long seed = Long.getLong("vaccel.seed", DEFAULT);
    System.out.println(test + ": -Dvaccel.seed=" + seed);
    return new Random(seed);
  }
}
