package dev.vaccel.backend.image;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.Detection;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.Label;
import dev.vaccel.api.MaskClass;
import dev.vaccel.api.Pose;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.UnsupportedException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Draws answers into the upright picture they are about and encodes it. Every method returns u8[n];
 * u8[0] for {@link Annotation#NONE}. The picture may be changed. One call at a time.
 */
final class Annotator {
  private static final Tensor EMPTY =
      new Tensor(ElementType.U8, Shape.of(0), MemorySegment.ofArray(new byte[0]));

  Tensor labels(Annotation kind, Pixels picture, List<Label> labels) {
    return draw(kind);
  }

  Tensor detections(Annotation kind, Pixels picture, List<Detection> detections) {
    return draw(kind);
  }

  /** {@code mask}: u8[h,w] class numbers, stretched over the whole picture. */
  Tensor segmentation(Annotation kind, Pixels picture, List<MaskClass> classes, Tensor mask) {
    return draw(kind);
  }

  Tensor poses(Annotation kind, Pixels picture, List<Pose> poses) {
    return draw(kind);
  }

  /** {@code depth}: f32[h,w], stretched over the whole picture; finite. */
  Tensor depth(Annotation kind, Pixels picture, boolean inverse, Tensor depth) {
    return draw(kind);
  }

  private static Tensor draw(Annotation kind) {
    if (kind == Annotation.NONE) {
      return EMPTY;
    }
    throw new UnsupportedException(
        ErrorCode.UNKNOWN_OPERATION,
        "annotation " + kind + ": this build draws nothing; ask for NONE");
  }
}
