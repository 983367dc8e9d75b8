package dev.vaccel.backend.image;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.model.ModelBundle;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.Task;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One loaded model with its buffers: pictures in, outputs out. One call at a time. */
final class PictureModel {
  /** Input of one run, so that a batch of large pictures takes no more than a few runs' memory. */
  private static final long MAX_INPUT_BYTES = 32 << 20;

  private final TensorApi tensors;
  private final ModelHandle model;
  private final InputPlan plan;
  private final OutputPlan outputs;
  private final TensorWriter writer;
  private final Scaler scaler = new Scaler();
  private byte[] scaled = new byte[0];
  private int mostPictures;

  PictureModel(
      TensorApi tensors, ModelHandle model, ModelInfo info, InputPlan plan, OutputPlan outputs) {
    this.tensors = tensors;
    this.model = model;
    this.plan = plan;
    this.outputs = outputs;
    this.writer = new TensorWriter(plan);
    long fitting = Math.max(1, MAX_INPUT_BYTES / writer.pictureBytes());
    this.mostPictures = plan.anyBatch() && anyBatch(info, outputs) ? (int) fitting : 1;
  }

  /** Requires a bundle of this task; a bare model may have any. */
  static void requireTask(ModelBundle bundle, Task task) {
    Task said = bundle.description().task();
    if (!bundle.bare() && said != task) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "the bundle's task is " + said.bundleName() + ": expected " + task.bundleName());
    }
  }

  ModelHandle handle() {
    return model;
  }

  OutputPlan outputs() {
    return outputs;
  }

  /** What it needs of a picture that is not drawn on. */
  Enough enough() {
    return plan::isEnough;
  }

  /** Where a picture lies in the input. */
  Frame frame(Decoded picture) {
    return Frame.of(
        plan.input().resize(), picture.width(), picture.height(), plan.width(), plan.height());
  }

  /** Pictures that may be put before a run. */
  int mostPictures() {
    return mostPictures;
  }

  /** Scales a picture into place {@code index} of the next run. */
  void put(Decoded picture, Frame frame, int index) {
    writer.write(scaled(picture, frame), index);
  }

  /**
   * Runs on the first {@code count} pictures.
   *
   * @return the outputs of each, in the plan's order
   */
  List<List<Tensor>> run(int count) {
    if (count == 1) {
      return List.of(run(writer.tensor(0, 1)));
    }
    try {
      return split(run(writer.tensor(0, count)), count);
    } catch (BackendException e) {
      if (e.code() != ErrorCode.BACKEND_FAILED && e.code() != ErrorCode.MODEL_INVALID) {
        throw e;
      }
    }
    // Its shapes promise any batch, its inside does not keep it: one after the other then.
    List<List<Tensor>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(run(writer.tensor(i, 1)));
    }
    mostPictures = 1;
    return all;
  }

  private List<Tensor> run(Tensor input) {
    List<NamedTensor> inputs = List.of(new NamedTensor(plan.name(), input));
    return outputs.sorted(tensors.run(model, inputs, outputs.names()));
  }

  private List<List<Tensor>> split(List<Tensor> batch, int count) {
    List<List<Tensor>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Tensor> one = new ArrayList<>();
      for (Tensor tensor : batch) {
        one.add(part(tensor, i, count));
      }
      all.add(one);
    }
    return all;
  }

  private static Tensor part(Tensor tensor, int index, int count) {
    long[] dims = tensor.shape().dims();
    if (dims.length == 0 || dims[0] != count) {
      throw new BackendException(
          ErrorCode.MODEL_INVALID,
          "an output for " + count + " pictures has shape " + tensor.shape());
    }
    dims[0] = 1;
    long bytes = tensor.data().byteSize() / count;
    MemorySegment data = tensor.data().asSlice(index * bytes, bytes);
    return new Tensor(tensor.elementType(), Shape.of(dims), data);
  }

  private static boolean anyBatch(ModelInfo info, OutputPlan outputs) {
    for (TensorInfo output : info.outputs()) {
      List<Long> dims = output.dims();
      if (outputs.names().contains(output.name()) && (dims.isEmpty() || dims.getFirst() >= 0)) {
        return false;
      }
    }
    return true;
  }

  /** The picture in the model's size. */
  private Pixels scaled(Decoded picture, Frame frame) {
    Pixels pixels = picture.pixels();
    ModelInput rule = plan.input();
    int width = plan.width();
    int height = plan.height();
    int bytes = width * height * pixels.channels;
    if (scaled.length < bytes) {
      scaled = new byte[bytes];
    }
    Pixels target = new Pixels(width, height, pixels.channels, pixels.bgr, scaled);
    if (frame.filled().width() < width || frame.filled().height() < height) {
      Arrays.fill(scaled, 0, bytes, (byte) 0);
    }
    Area taken = picture.area(frame.taken());
    scaler.scale(pixels, taken, target, frame.filled(), rule.filter());
    return target;
  }
}
