package dev.vaccel.backend.genop;

import static dev.vaccel.api.exec.ArgumentType.BUFFER;
import static dev.vaccel.api.exec.ArgumentType.UCHAR_ARRAY;
import static dev.vaccel.api.exec.ArgumentType.UINT8_ARRAY;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.Label;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.SessionContext;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * Upstream's operations on pictures. Where upstream gives the name of a file on its agent's disk,
 * which its caller cannot open, these give the annotated picture itself.
 */
final class ImageMappings {
  private static final int LIMIT = 100;

  private ImageMappings() {}

  private interface Drawing {
    Tensor of(ImageApi images, ResourceId model, List<Tensor> picture);
  }

  static void addTo(Map<Integer, MappedOperation> mapped) {
    mapped.put(
        3,
        new MappedOperation(
            "IMAGE_CLASSIFY",
            List.of(UINT8_ARRAY, BUFFER),
            List.of(UCHAR_ARRAY, UCHAR_ARRAY),
            false,
            ImageMappings::classify));
    draw(
        mapped,
        4,
        "IMAGE_DETECT",
        (images, model, picture) ->
            images.detect(model, picture, 0, LIMIT, Annotation.JPEG).getFirst().annotated());
    draw(
        mapped,
        5,
        "IMAGE_SEGMENT",
        (images, model, picture) ->
            images.segment(model, picture, Annotation.JPEG).getFirst().annotated());
    draw(
        mapped,
        6,
        "IMAGE_POSE",
        (images, model, picture) ->
            images.pose(model, picture, 0, LIMIT, Annotation.JPEG).getFirst().annotated());
    draw(
        mapped,
        7,
        "IMAGE_DEPTH",
        (images, model, picture) ->
            images.depth(model, picture, Annotation.JPEG).getFirst().annotated());
  }

  private static void draw(
      Map<Integer, MappedOperation> mapped, int number, String name, Drawing drawing) {
    mapped.put(
        number,
        new MappedOperation(
            name,
            List.of(UINT8_ARRAY, BUFFER),
            List.of(UCHAR_ARRAY),
            false,
            (context, a) -> {
              MemorySegment data = a.data(1);
              Tensor picture = new Tensor(ElementType.U8, Shape.of(data.byteSize()), data);
              Tensor drawn =
                  drawing.of(context.api(ImageApi.class), a.resource(0), List.of(picture));
              return List.of(a.bytesFor(0, drawn.data()));
            }));
  }

  /** The name is empty: a caller of classify wants the text. */
  private static List<MemorySegment> classify(SessionContext context, GenopArguments a) {
    List<Label> labels = context.api(ImageApi.class).classify(a.resource(0), a.data(1), 1);
    String text = labels.isEmpty() ? "" : labels.getFirst().text();
    return List.of(a.textFor(0, ""), a.textFor(1, text));
  }
}
