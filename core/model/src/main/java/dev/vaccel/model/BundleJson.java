package dev.vaccel.model;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.vaccel.api.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code vaccel-model.json} to and from {@link BundleDescription}. */
final class BundleJson {
  private static final String FILE = Bundles.FILE_NAME;

  private BundleJson() {}

  static BundleDescription read(JsonObject json) {
    JsonFields fields = new JsonFields(FILE, "", json);
    String name = fields.text("name", "");
    String version = fields.text("version", "");
    Task task =
        required(
            fields, "task", fields.choice("task", Task.values(), Task::bundleName), "classify");
    ModelFormat format =
        required(
            fields,
            "format",
            fields.choice("format", ModelFormat.values(), ModelFormat::bundleName),
            "onnx");
    String model = fields.requiredText("model", "the path of the model in the bundle");
    String licence = fields.text("licence", "");
    String description = fields.text("description", "");
    List<ModelInput> inputs = new ArrayList<>();
    for (JsonFields input : fields.objects("inputs")) {
      inputs.add(input(input));
    }
    List<ModelOutput> outputs = new ArrayList<>();
    for (JsonFields output : fields.objects("outputs")) {
      outputs.add(
          new ModelOutput(
              output.text("name"),
              output.choice("kind", OutputKind.values(), OutputKind::bundleName),
              quantization(output)));
      output.rejectOthers(null);
    }
    JsonFields how = fields.object("decoding");
    Decoding decoding = how == null ? null : DecodingJson.read(how, task);
    String labels = fields.text("labels");
    Map<String, String> files = fields.texts("files", "SHA-256 by path");
    files.forEach(
        (path, sha256) -> {
          if (!sha256.matches("[0-9a-f]{64}")) {
            throw fields.error(
                "files." + path, "\"" + sha256 + "\"", "a SHA-256 of 64 lower-case hex digits");
          }
        });
    // Room for others' notes that no version of this project will give a meaning to.
    fields.rejectOthers("x-");
    return new BundleDescription(
        name,
        version,
        task,
        format,
        model,
        licence,
        description,
        inputs,
        outputs,
        decoding,
        labels,
        files);
  }

  private static ModelInput input(JsonFields fields) {
    ModelInput guess = ModelInput.GUESS;
    String name = fields.text("name");
    ElementType type = fields.choice("elementType", ElementType.values(), ElementType::lowerName);
    Layout layout = fields.choice("layout", Layout.values(), Layout::name);
    int width = fields.wholeNumber("width", 0, 1, ModelInput.MAX_SIDE);
    int height = fields.wholeNumber("height", 0, 1, ModelInput.MAX_SIDE);
    ColorOrder order =
        or(fields.choice("colorOrder", ColorOrder.values(), ColorOrder::name), guess.colorOrder());
    List<Float> mean = fields.numbers("mean", order.channels());
    List<Float> scale = fields.numbers("scale", order.channels());
    // Who says one of the two has thought of both: the other then changes nothing.
    boolean guessed = mean == null && scale == null;
    ModelInput input =
        new ModelInput(
            name,
            type,
            layout,
            width,
            height,
            order,
            guessed ? guess.mean() : or(mean, List.of(0f)),
            guessed ? guess.scale() : or(scale, List.of(1f)),
            or(
                fields.choice("resize", ResizeRule.values(), ResizeRule::bundleName),
                guess.resize()),
            or(
                fields.choice("filter", ResizeFilter.values(), ResizeFilter::bundleName),
                guess.filter()),
            quantization(fields));
    fields.rejectOthers(null);
    return input;
  }

  private static @Nullable Quantization quantization(JsonFields fields) {
    JsonFields numbers = fields.object("quantization");
    if (numbers == null) {
      return null;
    }
    int most = Quantization.MAX_ZERO_POINT;
    float scale = numbers.number("scale", 0, Float.MIN_NORMAL, Float.MAX_VALUE);
    int zeroPoint = numbers.wholeNumber("zeroPoint", 0, -most, most);
    numbers.rejectOthers(null);
    if (scale == 0) {
      throw numbers.error("scale", "missing", "a number above 0");
    }
    return new Quantization(scale, zeroPoint);
  }

  static String write(BundleDescription bundle) {
    JsonObject json = new JsonObject();
    addText(json, "name", bundle.name());
    addText(json, "version", bundle.version());
    json.addProperty("task", bundle.task().bundleName());
    json.addProperty("format", bundle.format().bundleName());
    json.addProperty("model", bundle.model());
    addText(json, "licence", bundle.licence());
    addText(json, "description", bundle.description());
    JsonArray inputs = new JsonArray();
    bundle.inputs().forEach(input -> inputs.add(write(input)));
    addList(json, "inputs", inputs);
    JsonArray outputs = new JsonArray();
    for (ModelOutput output : bundle.outputs()) {
      JsonObject item = new JsonObject();
      addText(item, "name", output.name());
      if (output.kind() != null) {
        item.addProperty("kind", output.kind().bundleName());
      }
      addQuantization(item, output.quantization());
      outputs.add(item);
    }
    addList(json, "outputs", outputs);
    if (bundle.decoding() != null) {
      json.add("decoding", DecodingJson.write(bundle.decoding()));
    }
    addText(json, "labels", bundle.labels());
    if (!bundle.files().isEmpty()) {
      JsonObject files = new JsonObject();
      new TreeMap<>(bundle.files()).forEach(files::addProperty);
      json.add("files", files);
    }
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }

  private static JsonObject write(ModelInput input) {
    JsonObject json = new JsonObject();
    addText(json, "name", input.name());
    addText(
        json, "elementType", input.elementType() == null ? "" : input.elementType().lowerName());
    addText(json, "layout", input.layout() == null ? "" : input.layout().name());
    if (input.width() > 0) {
      json.addProperty("width", input.width());
    }
    if (input.height() > 0) {
      json.addProperty("height", input.height());
    }
    json.addProperty("colorOrder", input.colorOrder().name());
    json.add("mean", numbers(input.mean()));
    json.add("scale", numbers(input.scale()));
    json.addProperty("resize", input.resize().bundleName());
    json.addProperty("filter", input.filter().bundleName());
    addQuantization(json, input.quantization());
    return json;
  }

  private static void addQuantization(JsonObject json, @Nullable Quantization quantization) {
    if (quantization != null) {
      JsonObject numbers = new JsonObject();
      numbers.addProperty("scale", quantization.scale());
      numbers.addProperty("zeroPoint", quantization.zeroPoint());
      json.add("quantization", numbers);
    }
  }

  private static JsonArray numbers(List<Float> numbers) {
    JsonArray array = new JsonArray();
    numbers.forEach(array::add);
    return array;
  }

  private static void addText(JsonObject json, String name, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      json.addProperty(name, text);
    }
  }

  private static void addList(JsonObject json, String name, JsonArray list) {
    if (!list.isEmpty()) {
      json.add(name, list);
    }
  }

  private static <T> T required(JsonFields fields, String name, @Nullable T value, String such) {
    if (value == null) {
      throw fields.error(name, "missing", "for example \"" + such + "\"");
    }
    return value;
  }

  private static <T> T or(@Nullable T value, T whenAbsent) {
    return value == null ? whenAbsent : value;
  }
}
