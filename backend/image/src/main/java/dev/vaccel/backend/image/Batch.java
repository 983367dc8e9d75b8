package dev.vaccel.backend.image;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Answers one question about many pictures: as many in one run of the model as it takes. */
final class Batch {
  /** Pictures in one call. */
  static final int MAX_PICTURES = 256;

  /** Pixels that are kept for drawing while a run is filled. */
  private static final long MAX_KEPT_BYTES = 256L << 20;

  /** What one call may answer: masks, maps and annotated pictures together. */
  private static final long MAX_ANSWER_BYTES = 512L << 20;

  private final PictureDecoder decoder;
  private final PictureModel model;
  private final boolean keep;
  private final Enough enough;

  /** Makes the answer about one picture. */
  interface Question<A> {
    /**
     * Answers.
     *
     * @param picture its pixels, or an empty picture where none is to be drawn
     */
    A answer(Pixels picture, Frame frame, List<Tensor> outputs);
  }

  private record Waiting(Pixels picture, Frame frame) {}

  Batch(PictureDecoder decoder, PictureModel model, Annotation annotation) {
    this.decoder = decoder;
    this.model = model;
    this.keep = annotation != Annotation.NONE;
    // What is drawn on is the picture as it came.
    this.enough = keep ? Enough.ALL_PIXELS : model.enough();
  }

  /** Requires 1 to 256 tensors u8[n]. */
  static void requirePictures(List<Tensor> images) {
    if (images.isEmpty() || images.size() > MAX_PICTURES) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          images.size() + " pictures in one call: expected 1 to " + MAX_PICTURES);
    }
    for (int i = 0; i < images.size(); i++) {
      Tensor image = images.get(i);
      if (image.elementType() != ElementType.U8 || image.shape().rank() != 1) {
        throw new InvalidArgumentException(
            ErrorCode.INVALID_ARGUMENT,
            "picture "
                + i
                + " is "
                + image.elementType().lowerName()
                + image.shape()
                + ": expected the encoded picture as u8[n]");
      }
    }
  }

  /**
   * Answers in the order of the pictures.
   *
   * @param bytes of an answer's masks, maps and annotated pictures
   */
  <A> List<A> answers(List<Tensor> images, Question<A> question, ToLongFunction<A> bytes) {
    List<A> answers = new ArrayList<>();
    List<Waiting> waiting = new ArrayList<>();
    long kept = 0;
    long answered = 0;
    for (int i = 0; i < images.size(); i++) {
      Decoded picture = decode(images, i);
      Frame frame = model.frame(picture);
      model.put(picture, frame, waiting.size());
      waiting.add(new Waiting(keep ? picture.pixels() : Pixels.NONE, frame));
      kept += keep ? picture.pixels().data.length : 0;
      if (waiting.size() < model.mostPictures() && kept < MAX_KEPT_BYTES && i + 1 < images.size()) {
        continue;
      }
      List<List<Tensor>> outputs = model.run(waiting.size());
      for (int k = 0; k < waiting.size(); k++) {
        Waiting next = waiting.get(k);
        A answer = question.answer(next.picture(), next.frame(), outputs.get(k));
        answered += bytes.applyAsLong(answer);
        requireRoom(answered, answers.size() + 1);
        answers.add(answer);
      }
      waiting.clear();
      kept = 0;
    }
    return answers;
  }

  private Decoded decode(List<Tensor> images, int index) {
    try {
      return decoder.decode(images.get(index).data(), enough);
    } catch (VaccelException e) {
      throw at(index, e);
    }
  }

  /** The same failure, with the picture's position. */
  private static VaccelException at(int index, VaccelException e) {
    String message = String.valueOf(e.getMessage()).replaceFirst("^picture:? ?", "");
    String text = "picture " + index + ": " + message;
    return switch (e) {
      case UnsupportedException _ -> new UnsupportedException(e.code(), text, e);
      case ResourceException _ -> new ResourceException(e.code(), text, e);
      case InvalidArgumentException _ -> new InvalidArgumentException(e.code(), text, e);
      default -> e;
    };
  }

  private static void requireRoom(long bytes, int pictures) {
    if (bytes > MAX_ANSWER_BYTES) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "the answers for "
              + pictures
              + " pictures have more than "
              + MAX_ANSWER_BYTES
              + " bytes, the most for one call: ask with fewer pictures");
    }
  }
}
