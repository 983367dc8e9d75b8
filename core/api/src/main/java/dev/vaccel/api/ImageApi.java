package dev.vaccel.api;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Questions about pictures. A picture travels as it was encoded (JPEG, PNG, BMP, GIF); decoding,
 * scaling and normalising happen beside the device, as the model's bundle says. Sizes and
 * coordinates in answers are pixels of the picture turned upright.
 *
 * <p>The operations on {@code images} take 1 to 256 pictures, each a tensor u8[n], and answer in
 * the same order. One that cannot be decoded fails the call, with its position in the message.
 */
@AcceleratorApi(id = 3, name = "image")
public interface ImageApi {
  /**
   * The most likely labels of a picture.
   *
   * @param model a registered model bundle or bare model file with one image input
   * @param image the encoded picture
   * @param topK number of labels wanted, 1 to 1000; fewer come back if the model has fewer
   * @return labels by falling score
   */
  @Operation(code = 1, idempotent = true)
  List<Label> classify(ResourceId model, @In MemorySegment image, int topK);

  /**
   * The most likely labels of each picture.
   *
   * @param model as for classify
   * @param images the encoded pictures
   * @param topK number of labels wanted, 1 to 1000; fewer come back if the model has fewer
   * @param annotation whether to send the pictures back, answers drawn into them
   */
  @Operation(code = 2, idempotent = true)
  List<Labels> classifyAll(ResourceId model, List<Tensor> images, int topK, Annotation annotation);

  /**
   * The things in each picture.
   *
   * @param model a registered model bundle whose task is detect
   * @param images the encoded pictures
   * @param minScore lowest score wanted, 0 to 1; the bundle's own threshold holds where it is
   *     higher
   * @param limit number of things wanted for each picture, 1 to 1000, those of the highest score
   * @param annotation whether to send the pictures back, answers drawn into them
   */
  @Operation(code = 3, idempotent = true)
  List<Detections> detect(
      ResourceId model, List<Tensor> images, float minScore, int limit, Annotation annotation);

  /**
   * The class of each part of each picture.
   *
   * @param model a registered model bundle whose task is segment
   * @param images the encoded pictures
   * @param annotation whether to send the pictures back, answers drawn into them
   */
  @Operation(code = 4, idempotent = true)
  List<Segmentation> segment(ResourceId model, List<Tensor> images, Annotation annotation);

  /**
   * The bodies in each picture.
   *
   * @param model a registered model bundle whose task is pose
   * @param images the encoded pictures
   * @param minScore lowest score of a point wanted, 0 to 1
   * @param limit number of bodies wanted for each picture, 1 to 1000
   * @param annotation whether to send the pictures back, answers drawn into them
   */
  @Operation(code = 5, idempotent = true)
  List<Poses> pose(
      ResourceId model, List<Tensor> images, float minScore, int limit, Annotation annotation);

  /**
   * How far each part of each picture is.
   *
   * @param model a registered model bundle whose task is depth
   * @param images the encoded pictures
   * @param annotation whether to send the pictures back, answers drawn into them
   */
  @Operation(code = 6, idempotent = true)
  List<DepthMap> depth(ResourceId model, List<Tensor> images, Annotation annotation);
}
