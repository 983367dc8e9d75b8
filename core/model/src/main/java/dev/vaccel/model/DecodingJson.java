package dev.vaccel.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.model.Decoding.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The object {@code decoding} of {@code vaccel-model.json} to and from {@link Decoding}. */
final class DecodingJson {
  private static final float DEFAULT_CENTRE_SCALE = 10;
  private static final float DEFAULT_SIZE_SCALE = 5;
  private static final float DEFAULT_THRESHOLD = 0.5f;

  private final JsonFields fields;

  private DecodingJson(JsonFields fields) {
    this.fields = fields;
  }

  /** Reads it; a method of another task than the bundle's is an error. */
  static Decoding read(JsonFields fields, Task task) {
    Method method = fields.choice("method", Method.values(), Method::bundleName);
    if (method == null || method.task() != task) {
      String known =
          String.join(
              ", ",
              java.util.Arrays.stream(Method.values())
                  .filter(m -> m.task() == task)
                  .map(Method::bundleName)
                  .toList());
      throw fields.error(
          "method",
          method == null ? "missing" : "\"" + method.bundleName() + "\"",
          known.isEmpty()
              ? "no decoding with task " + task.bundleName()
              : "one of " + known + " with task " + task.bundleName());
    }
    try {
      Decoding decoding = new DecodingJson(fields).of(method);
      fields.rejectOthers(null);
      return decoding;
    } catch (InvalidArgumentException e) {
      throw fields.error("method", "\"" + method.bundleName() + "\"", e.getMessage(), e);
    }
  }

  private Decoding of(Method method) {
    return switch (method) {
      case POST_PROCESSED ->
          new Decoding.PostProcessed(
              format(BoxFormat.Y1X1Y2X2), unit(CoordinateUnit.FRACTION), selected());
      case BOXES ->
          new Decoding.Boxes(
              format(BoxFormat.X1Y1X2Y2),
              unit(CoordinateUnit.FRACTION),
              activation(Activation.NONE),
              background(),
              selection());
      case ANCHORS ->
          new Decoding.Anchored(
              format(BoxFormat.CYCXHW),
              activation(Activation.SIGMOID),
              background(),
              fields.number("centreScale", DEFAULT_CENTRE_SCALE, Float.MIN_NORMAL, 1000),
              fields.number("sizeScale", DEFAULT_SIZE_SCALE, Float.MIN_NORMAL, 1000),
              grid(),
              fields.text("anchorFile"),
              selection());
      case FASTESTDET -> new Decoding.FastestDet(selection());
      case YOLOV8, YOLOV5 ->
          new Decoding.Yolo(method == Method.YOLOV5, unit(CoordinateUnit.PIXELS), selection());
      case CENTRES -> new Decoding.Centres(activation(Activation.NONE), selection());
      case CLASS_SCORES ->
          new Decoding.ClassScores(
              layout(), fields.number("threshold", DEFAULT_THRESHOLD, -1e6f, 1e6f));
      case CLASS_MASK -> new Decoding.ClassMask();
      case HEAT_MAPS ->
          new Decoding.HeatMaps(
              layout(), activation(Activation.NONE), fields.flag("quarterOffset", false));
      case KEY_POINTS ->
          new Decoding.KeyPoints(fields.flag("xFirst", false), unit(CoordinateUnit.FRACTION));
      case DEPTH_MAP -> new Decoding.Depth(fields.flag("inverse", null));
    };
  }

  private BoxFormat format(BoxFormat whenAbsent) {
    BoxFormat said = fields.choice("boxFormat", BoxFormat.values(), BoxFormat::bundleName);
    return said == null ? whenAbsent : said;
  }

  private CoordinateUnit unit(CoordinateUnit whenAbsent) {
    CoordinateUnit said =
        fields.choice("unit", CoordinateUnit.values(), CoordinateUnit::bundleName);
    return said == null ? whenAbsent : said;
  }

  private Activation activation(Activation whenAbsent) {
    Activation said = fields.choice("activation", Activation.values(), Activation::bundleName);
    return said == null ? whenAbsent : said;
  }

  private int background() {
    return fields.wholeNumber("background", -1, 0, ModelInput.MAX_SIDE);
  }

  private Selection selection() {
    return selection(Selection.DEFAULT);
  }

  private Selection selected() {
    return selection(Selection.SELECTED);
  }

  private Selection selection(Selection whenAbsent) {
    return new Selection(
        fields.number("minScore", whenAbsent.minScore(), 0, 1),
        fields.number("iou", whenAbsent.iou(), 0, 1));
  }

  private @Nullable Layout layout() {
    return fields.choice("layout", Layout.values(), Layout::name);
  }

  private @Nullable AnchorGrid grid() {
    JsonFields grid = fields.object("anchors");
    if (grid == null) {
      return null;
    }
    List<Float> grids = grid.numberList("grids", AnchorGrid.MAX_COUNT);
    List<Float> ratios = grid.numberList("aspectRatios", AnchorGrid.MAX_COUNT);
    AnchorGrid read =
        new AnchorGrid(
            grids.stream().map(cells -> cells == Math.rint(cells) ? cells.intValue() : 0).toList(),
            grid.number("minScale", 0.2f, 0, 1),
            grid.number("maxScale", 0.95f, 0, 1),
            ratios.isEmpty() ? List.of(1f, 2f, 0.5f, 3f, 1 / 3f) : ratios,
            grid.number("interpolatedRatio", 1, 0, 1000),
            grid.flag("reduceLowest", true));
    grid.rejectOthers(null);
    return read;
  }

  static JsonObject write(Decoding decoding) {
    JsonObject json = new JsonObject();
    json.addProperty("method", decoding.method().bundleName());
    switch (decoding) {
      case Decoding.PostProcessed(BoxFormat format, CoordinateUnit unit, Selection selection) -> {
        boxes(json, format, unit);
        select(json, selection);
      }
      case Decoding.Boxes boxes -> {
        boxes(json, boxes.format(), boxes.unit());
        scores(json, boxes.activation(), boxes.background());
        select(json, boxes.selection());
      }
      case Decoding.Anchored anchored -> {
        json.addProperty("boxFormat", anchored.format().bundleName());
        scores(json, anchored.activation(), anchored.background());
        json.addProperty("centreScale", anchored.centreScale());
        json.addProperty("sizeScale", anchored.sizeScale());
        if (anchored.grid() != null) {
          json.add("anchors", write(anchored.grid()));
        } else {
          json.addProperty("anchorFile", anchored.file());
        }
        select(json, anchored.selection());
      }
      case Decoding.FastestDet(Selection selection) -> select(json, selection);
      case Decoding.Yolo(boolean _, CoordinateUnit unit, Selection selection) -> {
        json.addProperty("unit", unit.bundleName());
        select(json, selection);
      }
      case Decoding.Centres(Activation activation, Selection selection) -> {
        scores(json, activation, -1);
        select(json, selection);
      }
      case Decoding.ClassScores(Layout layout, float threshold) -> {
        layout(json, layout);
        json.addProperty("threshold", threshold);
      }
      case Decoding.ClassMask() -> {}
      case Decoding.HeatMaps(Layout layout, Activation activation, boolean quarterOffset) -> {
        layout(json, layout);
        scores(json, activation, -1);
        json.addProperty("quarterOffset", quarterOffset);
      }
      case Decoding.KeyPoints(boolean xFirst, CoordinateUnit unit) -> {
        json.addProperty("xFirst", xFirst);
        json.addProperty("unit", unit.bundleName());
      }
      case Decoding.Depth(boolean inverse) -> json.addProperty("inverse", inverse);
    }
    return json;
  }

  private static JsonObject write(AnchorGrid grid) {
    JsonObject json = new JsonObject();
    JsonArray grids = new JsonArray();
    grid.grids().forEach(grids::add);
    json.add("grids", grids);
    json.addProperty("minScale", grid.minScale());
    json.addProperty("maxScale", grid.maxScale());
    JsonArray ratios = new JsonArray();
    grid.aspectRatios().forEach(ratios::add);
    json.add("aspectRatios", ratios);
    json.addProperty("interpolatedRatio", grid.interpolatedRatio());
    json.addProperty("reduceLowest", grid.reduceLowest());
    return json;
  }

  private static void boxes(JsonObject json, BoxFormat format, CoordinateUnit unit) {
    json.addProperty("boxFormat", format.bundleName());
    json.addProperty("unit", unit.bundleName());
  }

  private static void scores(JsonObject json, Activation activation, int background) {
    json.addProperty("activation", activation.bundleName());
    if (background >= 0) {
      json.addProperty("background", background);
    }
  }

  private static void select(JsonObject json, Selection selection) {
    json.addProperty("minScore", selection.minScore());
    json.addProperty("iou", selection.iou());
  }

  private static void layout(JsonObject json, @Nullable Layout layout) {
    if (layout != null) {
      json.addProperty("layout", layout.name());
    }
  }
}
