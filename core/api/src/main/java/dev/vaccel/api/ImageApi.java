package dev.vaccel.api;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Questions about pictures. The picture travels as it was encoded (JPEG, PNG, BMP, GIF, WebP);
 * decoding, scaling and normalising happen beside the device, as the model's bundle says.
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
}
