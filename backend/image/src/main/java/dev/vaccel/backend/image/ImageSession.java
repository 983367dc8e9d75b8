package dev.vaccel.backend.image;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.DepthMap;
import dev.vaccel.api.Detections;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.Label;
import dev.vaccel.api.Labels;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.Poses;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Segmentation;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.SessionContext;
import dev.vaccel.model.Bundles;
import dev.vaccel.model.ModelBundle;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One session's classifiers: loaded at the first call, kept for the next ones. Their models belong
 * to the tensor back end's share of the session, which frees them when the session closes. One call
 * at a time.
 */
final class ImageSession implements BackendSession, ImageApi {
  private static final int MAX_TOP_K = 1000;

  /** Models that a session keeps loaded by classifying; the one unused for longest goes. */
  private static final int MAX_CLASSIFIERS = 8;

  private final SessionContext context;
  private final PictureDecoder decoder;

  // In the order of last use.
  private final Map<ResourceId, Classifier> classifiers = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  ImageSession(SessionContext context, PictureDecoder decoder) {
    this.context = context;
    this.decoder = decoder;
  }

  @Override
  public <T> T api(Class<T> api) {
    if (api != ImageApi.class) {
      throw new UnsupportedException(
          ErrorCode.UNKNOWN_API, "back end image has no API " + api.getName());
    }
    return api.cast(this);
  }

  @Override
  public List<Label> classify(ResourceId model, MemorySegment image, int topK) {
    if (closed) {
      throw new ResourceException(ErrorCode.CLOSED, "the session is closed");
    }
    if (topK < 1 || topK > MAX_TOP_K) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT, "topK is " + topK + ": expected 1 to " + MAX_TOP_K);
    }
    Classifier classifier = classifiers.get(model);
    if (classifier == null) {
      classifier = load(model);
    }
    return classifier.classify(decoder.decode(image), topK);
  }

  @Override
  public List<Labels> classifyAll(
      ResourceId model, List<Tensor> images, int topK, Annotation annotation) {
    throw notYet("classifyAll");
  }

  @Override
  public List<Detections> detect(
      ResourceId model, List<Tensor> images, float minScore, int limit, Annotation annotation) {
    throw notYet("detect");
  }

  @Override
  public List<Segmentation> segment(ResourceId model, List<Tensor> images, Annotation annotation) {
    throw notYet("segment");
  }

  @Override
  public List<Poses> pose(
      ResourceId model, List<Tensor> images, float minScore, int limit, Annotation annotation) {
    throw notYet("pose");
  }

  @Override
  public List<DepthMap> depth(ResourceId model, List<Tensor> images, Annotation annotation) {
    throw notYet("depth");
  }

  private static UnsupportedException notYet(String operation) {
    return new UnsupportedException(
        ErrorCode.UNKNOWN_OPERATION, "back end image: " + operation + " is not there yet");
  }

  @Override
  public void close() {
    closed = true;
    classifiers.clear();
  }

  private Classifier load(ResourceId id) {
    ModelBundle bundle = Bundles.describe(context.resource(id));
    TensorApi tensors = context.api(TensorApi.class);
    if (classifiers.size() >= MAX_CLASSIFIERS) {
      ResourceId oldest = classifiers.keySet().iterator().next();
      Classifier evicted = classifiers.remove(oldest);
      if (evicted != null) {
        tensors.unload(evicted.model());
      }
    }
    ModelHandle model = tensors.load(id);
    try {
      Classifier classifier = new Classifier(tensors, model, bundle);
      classifiers.put(id, classifier);
      return classifier;
    } catch (VaccelException e) {
      tensors.unload(model);
      throw e;
    }
  }
}
