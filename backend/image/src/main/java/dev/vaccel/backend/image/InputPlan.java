package dev.vaccel.backend.image;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.model.ColorOrder;
import dev.vaccel.model.Layout;
import dev.vaccel.model.ModelBundle;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.ResizeFilter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a picture becomes the input of one model: the bundle's word where it has one, else the
 * model's, else a guess.
 *
 * @param name of the input
 * @param elementType of the input
 * @param layout of the input
 * @param width in pixels
 * @param height in pixels
 * @param input colour order, numbers and scaling rules
 * @param anyBatch whether the model's shape allows any number of pictures
 */
record InputPlan(
    String name,
    ElementType elementType,
    Layout layout,
    int width,
    int height,
    ModelInput input,
    boolean anyBatch) {
  private static final int RANK = 4;

  static InputPlan of(ModelBundle bundle, ModelInfo model) {
    List<ModelInput> described = bundle.description().inputs();
    ModelInput input = described.isEmpty() ? ModelInput.GUESS : described.getFirst();
    TensorInfo tensor = tensor(input.name(), model);
    boolean anyShape = tensor.dims().equals(TensorInfo.ANY_SHAPE);
    if (anyShape && isComplete(input)) {
      return said(input, tensor);
    }
    if (anyShape) {
      throw unfit(tensor, "say layout, width and height in a bundle");
    }
    if (tensor.dims().size() != RANK) {
      throw unfit(tensor, "a picture needs four dimensions, NCHW or NHWC");
    }
    if (tensor.dims().getFirst() > 1) {
      throw unfit(tensor, "one picture needs a first dimension of 1 or any");
    }
    requireSame(tensor, "elementType", input.elementType(), tensor.elementType());
    Layout layout = layout(input.layout(), tensor);
    long channels = tensor.dims().get(layout == Layout.NCHW ? 1 : 3);
    ModelInput fitting = withChannels(input, described.isEmpty(), channels, tensor);
    boolean planes = layout == Layout.NCHW;
    int height = side("height", input.height(), tensor.dims().get(planes ? 2 : 1), tensor);
    int width = side("width", input.width(), tensor.dims().get(planes ? 3 : 2), tensor);
    return new InputPlan(
        tensor.name(),
        tensor.elementType(),
        layout,
        width,
        height,
        withNumbers(fitting, tensor),
        tensor.dims().getFirst() < 0);
  }

  /** A framework that knows no shapes leaves it to the bundle. */
  private static boolean isComplete(ModelInput input) {
    return input.layout() != null && input.width() > 0 && input.height() > 0;
  }

  private static InputPlan said(ModelInput input, TensorInfo tensor) {
    requireSame(tensor, "elementType", input.elementType(), tensor.elementType());
    return new InputPlan(
        tensor.name(),
        tensor.elementType(),
        Objects.requireNonNull(input.layout()),
        input.width(),
        input.height(),
        withNumbers(input, tensor),
        false);
  }

  /**
   * Whether a picture of this size has twice the pixels, each way, that the model sees of it. Then
   * what decoders do to reduce it hardly shows. Where the four nearest pixels are taken, as they
   * come, every one must be there.
   */
  boolean isEnough(int pictureWidth, int pictureHeight) {
    if (input.filter() != ResizeFilter.ANTIALIAS) {
      return false;
    }
    Part taken = Part.taken(input.resize(), pictureWidth, pictureHeight, width, height);
    Part filled = Part.filled(input.resize(), pictureWidth, pictureHeight, width, height);
    return taken.width() >= 2 * filled.width() && taken.height() >= 2 * filled.height();
  }

  private static TensorInfo tensor(@Nullable String name, ModelInfo model) {
    List<String> names = model.inputs().stream().map(TensorInfo::name).toList();
    if (model.inputs().size() != 1) {
      throw new UnsupportedException(
          ErrorCode.UNSUPPORTED_TYPE,
          "the model has the inputs " + names + ": pictures need a model with one; use tensor");
    }
    if (name != null && !names.contains(name)) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "the bundle describes the input '" + name + "': the model has " + names);
    }
    return model.inputs().getFirst();
  }

  private static Layout layout(@Nullable Layout said, TensorInfo tensor) {
    if (said != null) {
      return said;
    }
    boolean planes = isChannels(tensor.dims().get(1));
    boolean interleaved = isChannels(tensor.dims().get(3));
    if (planes == interleaved) {
      throw unfit(tensor, "which dimension is the channels'? say layout NCHW or NHWC in a bundle");
    }
    return planes ? Layout.NCHW : Layout.NHWC;
  }

  private static boolean isChannels(long dim) {
    return dim == 1 || dim == 3;
  }

  private static ModelInput withChannels(
      ModelInput input, boolean guessed, long channels, TensorInfo tensor) {
    if (guessed && channels == 1) {
      return with(input, ColorOrder.GRAY, input.mean(), input.scale());
    }
    if (channels >= 0 && channels != input.colorOrder().channels()) {
      throw unfit(tensor, "it has " + channels + " channels, not those of " + input.colorOrder());
    }
    return input;
  }

  /** Nobody means -1 to 1 in whole numbers: a quantised model that says nothing takes pixels. */
  private static ModelInput withNumbers(ModelInput input, TensorInfo tensor) {
    boolean guessed =
        input.quantization() == null
            && input.mean().equals(ModelInput.GUESS.mean())
            && input.scale().equals(ModelInput.GUESS.scale());
    return switch (tensor.elementType()) {
      case F16, BF16, F32, F64 -> input;
      case U8 -> guessed ? with(input, input.colorOrder(), List.of(0f), List.of(1f)) : input;
      case I8 -> guessed ? with(input, input.colorOrder(), List.of(128f), List.of(1f)) : input;
      case I16, U16, I32, U32, I64, U64, BOOL, STRING ->
          throw unfit(tensor, "a picture can be f16, bf16, f32, f64, u8 or i8");
    };
  }

  private static int side(String field, int said, long dim, TensorInfo tensor) {
    if (dim > ModelInput.MAX_SIDE || (dim < 0 && said == 0) || dim == 0) {
      throw unfit(tensor, "its " + field + " must be known: say it in a bundle");
    }
    if (dim > 0 && said > 0 && said != dim) {
      throw unfit(tensor, "the bundle says " + field + " " + said);
    }
    return said > 0 ? said : (int) dim;
  }

  private static void requireSame(
      TensorInfo tensor, String field, @Nullable Object said, Object found) {
    if (said != null && !Objects.equals(said, found)) {
      throw unfit(tensor, "the bundle says " + field + " " + said);
    }
  }

  private static ModelInput with(
      ModelInput input, ColorOrder order, List<Float> mean, List<Float> scale) {
    return new ModelInput(
        input.name(),
        input.elementType(),
        input.layout(),
        input.width(),
        input.height(),
        order,
        mean,
        scale,
        input.resize(),
        input.filter(),
        input.quantization());
  }

  private static InvalidArgumentException unfit(TensorInfo tensor, String why) {
    return new InvalidArgumentException(
        ErrorCode.INVALID_ARGUMENT,
        "the model's input '"
            + tensor.name()
            + "' is "
            + tensor.elementType().lowerName()
            + (tensor.dims().equals(TensorInfo.ANY_SHAPE)
                ? " of any shape"
                : tensor.dims().toString().replace(" ", ""))
            + ": "
            + why);
  }
}
