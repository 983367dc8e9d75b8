package dev.vaccel.backend.image;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.DepthMap;
import dev.vaccel.api.Detection;
import dev.vaccel.api.Detections;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.Label;
import dev.vaccel.api.Labels;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.Pose;
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
import dev.vaccel.model.Task;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One session's models for pictures: loaded at the first call, kept for the next ones. They belong
 * to the tensor back end's share of the session, which frees them when the session closes. One call
 * at a time.
 */
final class ImageSession implements BackendSession, ImageApi {
  private static final int MAX_ITEMS = 1000;

  /** Models that a session keeps loaded; the one unused for longest goes. */
  private static final int MAX_MODELS = 8;

  private final SessionContext context;
  private final PictureDecoder decoder;
  private final Annotator annotator;

  // In the order of last use.
  private final Map<Key, Answerer> models = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  /** A bare model may be asked anything. */
  private record Key(ResourceId id, Task task) {}

  ImageSession(SessionContext context, PictureDecoder decoder, Annotator annotator) {
    this.context = context;
    this.decoder = decoder;
    this.annotator = annotator;
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
    requireOpen();
    requireCount("topK", topK);
    Classifier classifier = answerer(model, Task.CLASSIFY, Classifier.class);
    PictureModel runner = classifier.model();
    Decoded picture = decoder.decode(image, runner.enough());
    runner.put(picture, runner.frame(picture), 0);
    return classifier.answer(runner.run(1).getFirst(), topK);
  }

  @Override
  public List<Labels> classifyAll(
      ResourceId model, List<Tensor> images, int topK, Annotation annotation) {
    requireCount("topK", topK);
    Classifier classifier = batched(model, images, Task.CLASSIFY, Classifier.class);
    return new Batch(decoder, classifier.model(), annotation)
        .answers(
            images,
            (picture, frame, outputs) -> {
              List<Label> items = classifier.answer(outputs, topK);
              Tensor drawn = annotator.labels(annotation, picture, items);
              return new Labels(frame.width(), frame.height(), items, drawn);
            },
            labels -> bytes(labels.annotated()));
  }

  @Override
  public List<Detections> detect(
      ResourceId model, List<Tensor> images, float minScore, int limit, Annotation annotation) {
    requireScore(minScore);
    requireCount("limit", limit);
    Detector detector = batched(model, images, Task.DETECT, Detector.class);
    return new Batch(decoder, detector.model(), annotation)
        .answers(
            images,
            (picture, frame, outputs) -> {
              List<Detection> items = detector.answer(outputs, frame, minScore, limit);
              Tensor drawn = annotator.detections(annotation, picture, items);
              return new Detections(frame.width(), frame.height(), items, drawn);
            },
            detections -> bytes(detections.annotated()));
  }

  @Override
  public List<Segmentation> segment(ResourceId model, List<Tensor> images, Annotation annotation) {
    Segmenter segmenter = batched(model, images, Task.SEGMENT, Segmenter.class);
    return new Batch(decoder, segmenter.model(), annotation)
        .answers(
            images,
            (picture, frame, outputs) -> {
              Segmenter.Answer found = segmenter.answer(outputs, frame);
              Tensor mask = found.mask();
              Tensor drawn = annotator.segmentation(annotation, picture, found.classes(), mask);
              return new Segmentation(frame.width(), frame.height(), found.classes(), mask, drawn);
            },
            answer -> bytes(answer.mask()) + bytes(answer.annotated()));
  }

  @Override
  public List<Poses> pose(
      ResourceId model, List<Tensor> images, float minScore, int limit, Annotation annotation) {
    requireScore(minScore);
    requireCount("limit", limit);
    PoseFinder finder = batched(model, images, Task.POSE, PoseFinder.class);
    return new Batch(decoder, finder.model(), annotation)
        .answers(
            images,
            (picture, frame, outputs) -> {
              List<Pose> items = finder.answer(outputs, frame, minScore, limit);
              Tensor drawn = annotator.poses(annotation, picture, items);
              return new Poses(frame.width(), frame.height(), items, drawn);
            },
            poses -> bytes(poses.annotated()));
  }

  @Override
  public List<DepthMap> depth(ResourceId model, List<Tensor> images, Annotation annotation) {
    DepthReader reader = batched(model, images, Task.DEPTH, DepthReader.class);
    return new Batch(decoder, reader.model(), annotation)
        .answers(
            images,
            (picture, frame, outputs) -> {
              Tensor map = reader.answer(outputs, frame);
              boolean inverse = reader.inverse();
              Tensor drawn = annotator.depth(annotation, picture, inverse, map);
              return new DepthMap(frame.width(), frame.height(), inverse, map, drawn);
            },
            answer -> bytes(answer.depth()) + bytes(answer.annotated()));
  }

  @Override
  public void close() {
    closed = true;
    models.clear();
  }

  private <T extends Answerer> T batched(
      ResourceId model, List<Tensor> images, Task task, Class<T> type) {
    requireOpen();
    Batch.requirePictures(images);
    return answerer(model, task, type);
  }

  private <T extends Answerer> T answerer(ResourceId model, Task task, Class<T> type) {
    Key key = new Key(model, task);
    Answerer loaded = models.get(key);
    return type.cast(loaded == null ? load(key) : loaded);
  }

  private Answerer load(Key key) {
    ModelBundle bundle = Bundles.describe(context.resource(key.id()));
    PictureModel.requireTask(bundle, key.task());
    TensorApi tensors = context.api(TensorApi.class);
    if (models.size() >= MAX_MODELS) {
      Answerer evicted = models.remove(models.keySet().iterator().next());
      if (evicted != null) {
        tensors.unload(evicted.model().handle());
      }
    }
    ModelHandle handle = tensors.load(key.id());
    try {
      Answerer answerer = Answerer.of(key.task(), tensors, handle, bundle);
      models.put(key, answerer);
      return answerer;
    } catch (VaccelException e) {
      tensors.unload(handle);
      throw e;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ResourceException(ErrorCode.CLOSED, "the session is closed");
    }
  }

  private static void requireCount(String name, int count) {
    if (count < 1 || count > MAX_ITEMS) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT, name + " is " + count + ": expected 1 to " + MAX_ITEMS);
    }
  }

  private static void requireScore(float minScore) {
    if (!(minScore >= 0 && minScore <= 1)) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT, "minScore is " + minScore + ": expected 0 to 1");
    }
  }

  private static long bytes(Tensor tensor) {
    return tensor.data().byteSize();
  }
}
