package dev.vaccel.backend.image;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which key points are joined, by their names: bodies as COCO, the 14-point set of MPII's kind and
 * our stick figure name them. Points of another set are not joined.
 */
final class Skeleton {
  /** Seventeen points. */
  private static final Skeleton COCO =
      new Skeleton(
          """
          nose left_eye
          nose right_eye
          left_eye left_ear
          right_eye right_ear
          left_shoulder right_shoulder
          left_shoulder left_elbow
          left_elbow left_wrist
          right_shoulder right_elbow
          right_elbow right_wrist
          left_shoulder left_hip
          right_shoulder right_hip
          left_hip right_hip
          left_hip left_knee
          left_knee left_ankle
          right_hip right_knee
          right_knee right_ankle
          """);

  /** Fourteen points. */
  private static final Skeleton FOURTEEN =
      new Skeleton(
          """
          head_top neck
          neck left_shoulder
          neck right_shoulder
          left_shoulder left_elbow
          left_elbow left_wrist
          right_shoulder right_elbow
          right_elbow right_wrist
          left_shoulder left_hip
          right_shoulder right_hip
          left_hip right_hip
          left_hip left_knee
          left_knee left_ankle
          right_hip right_knee
          right_knee right_ankle
          """);

  /** Nine points. */
  private static final Skeleton STICK =
      new Skeleton(
          """
          head neck
          neck hip
          neck left_elbow
          left_elbow left_hand
          neck right_elbow
          right_elbow right_hand
          hip left_foot
          hip right_foot
          """);

  private static final List<Skeleton> ALL = List.of(COCO, FOURTEEN, STICK);

  private final List<List<String>> bones;
  private final Set<String> names;

  private Skeleton(String bones) {
    this.bones = bones.lines().map(line -> List.of(line.split(" ", -1))).toList();
    this.names = this.bones.stream().flatMap(List::stream).collect(Collectors.toSet());
  }

  /** What joins points of these names, as pairs of names; empty for a set that is not known. */
  static List<List<String>> joining(Set<String> pointNames) {
    for (Skeleton each : ALL) {
      if (each.names.containsAll(pointNames)) {
        return each.bones;
      }
    }
    return List.of();
  }

  /** A name as these sets write it: {@code left_knee} for {@code Left-Knee} or {@code l_knee}. */
  static String name(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    if (plain.startsWith("l_")) {
      return "left_" + plain.substring(2);
    }
    return plain.startsWith("r_") ? "right_" + plain.substring(2) : plain;
  }

  /** The colour of a point: by the side of the body. */
  static int color(String name) {
    return name.startsWith("left_")
        ? Palette.LEFT
        : name.startsWith("right_") ? Palette.RIGHT : Palette.MIDDLE;
  }
}
