package dev.vaccel.api;

import java.util.List;

/**
 * One body.
 *
 * @param score mean of its points' scores
 * @param points those at or above the score asked for, by index
 */
public record Pose(float score, List<KeyPoint> points) {
  /** Copies the list. */
  public Pose {
    points = List.copyOf(points);
  }
}
