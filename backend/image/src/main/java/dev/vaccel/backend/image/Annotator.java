package dev.vaccel.backend.image;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.Detection;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.Label;
import dev.vaccel.api.MaskClass;
import dev.vaccel.api.Pose;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/**
 * Draws answers into a copy of the upright picture they are about and encodes it. Every method
 * returns u8[n]; u8[0] for {@link Annotation#NONE}. Needs no fonts and no display. What cannot be
 * drawn (NaN, places outside of the picture) is left out. Thread-safe.
 */
final class Annotator {
  /** Pixels of the longer side that an annotated picture has at most, if nothing else is said. */
  static final int MAX_SIDE = 4096;

  /** The most that can be asked for: three bytes for each pixel fit an array. */
  static final int LARGEST_SIDE = 16_384;

  private static final Tensor EMPTY =
      new Tensor(ElementType.U8, Shape.of(0), MemorySegment.ofArray(new byte[0]));

  private final int maxSide;

  Annotator() {
    this(MAX_SIDE);
  }

  /**
   * Makes one.
   *
   * @param maxSide pixels of the longer side; larger pictures are reduced. At least {@link
   *     Sheet#READABLE}
   */
  Annotator(int maxSide) {
    if (maxSide < Sheet.READABLE) {
      throw new IllegalArgumentException(
          "maxSide " + maxSide + ": expected at least " + Sheet.READABLE);
    }
    this.maxSide = maxSide;
  }

  Tensor labels(Annotation kind, Pixels picture, List<Label> labels) {
    return draw(kind, picture, sheet -> LabelDrawing.draw(sheet, labels));
  }

  Tensor detections(Annotation kind, Pixels picture, List<Detection> detections) {
    return draw(kind, picture, sheet -> BoxDrawing.draw(sheet, detections));
  }

  /** {@code mask}: u8[h,w] class numbers, stretched over the whole picture. */
  Tensor segmentation(Annotation kind, Pixels picture, List<MaskClass> classes, Tensor mask) {
    return draw(kind, picture, sheet -> MaskDrawing.draw(sheet, classes, mask));
  }

  Tensor poses(Annotation kind, Pixels picture, List<Pose> poses) {
    return draw(kind, picture, sheet -> PoseDrawing.draw(sheet, poses));
  }

  /** {@code depth}: f32[h,w], stretched over the whole picture. */
  Tensor depth(Annotation kind, Pixels picture, boolean inverse, Tensor depth) {
    return draw(kind, picture, sheet -> DepthDrawing.draw(sheet, inverse, depth));
  }

  private Tensor draw(Annotation kind, Pixels picture, Consumer<Sheet> drawing) {
    if (kind == Annotation.NONE) {
      return EMPTY;
    }
    Sheet sheet = Sheet.of(picture, maxSide);
    drawing.accept(sheet);
    byte[] encoded = PictureEncoder.encode(sheet.canvas, kind);
    return new Tensor(ElementType.U8, Shape.of(encoded.length), MemorySegment.ofArray(encoded));
  }
}
