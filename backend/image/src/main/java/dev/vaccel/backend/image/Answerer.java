package dev.vaccel.backend.image;

import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.TensorApi;
import dev.vaccel.model.ModelBundle;
import dev.vaccel.model.Task;

/** A loaded model that answers questions of one task. */
sealed interface Answerer permits Classifier, Detector, Segmenter, PoseFinder, DepthReader {
  /** Its model. */
  PictureModel model();

  /**
   * Prepares a model that is loaded already.
   *
   * @throws dev.vaccel.api.VaccelException if bundle, model and task do not fit
   */
  static Answerer of(Task task, TensorApi tensors, ModelHandle handle, ModelBundle bundle) {
    PictureModel.requireTask(bundle, task);
    ModelInfo info = tensors.describe(handle);
    Loading loading = new Loading(tensors, handle, bundle, info, InputPlan.of(bundle, info));
    return switch (task) {
      case CLASSIFY -> Classifier.of(loading);
      case DETECT -> Detector.of(loading);
      case SEGMENT -> Segmenter.of(loading);
      case POSE -> PoseFinder.of(loading);
      case DEPTH -> DepthReader.of(loading);
      case TENSOR -> throw new IllegalArgumentException("no question about pictures");
    };
  }
}
