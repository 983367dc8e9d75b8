package dev.vaccel.codegen;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The text of the intermediate form: normalized, so that equal descriptions give equal text. */
public final class ApiJson {
  private static final int IR_VERSION = 1;

  private ApiJson() {}

  /** The JSON text, indented, ending with a line feed. */
  public static String write(Api api) {
    JsonObject root = new JsonObject();
    root.addProperty("irVersion", IR_VERSION);
    root.addProperty("id", api.id());
    root.addProperty("name", api.name());
    root.addProperty("version", api.version());
    root.addProperty("javaType", api.javaType());
    root.addProperty("doc", api.doc());
    root.add("enums", array(api.enums(), ApiJson::json));
    root.add("records", array(api.records(), ApiJson::json));
    root.add("handles", array(api.handles(), ApiJson::json));
    root.add("operations", array(api.operations(), ApiJson::json));
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root) + "\n";
  }

  /**
   * Reads the description of an API that its module brings along.
   *
   * @param module of the described interface: the class path may bring another's under this name
   * @throws DescriptionException if it is not there, or not the text of a description
   */
  public static Api read(Module module, String name) throws IOException {
    try (InputStream in = module.getResourceAsStream("META-INF/vaccel/" + name + ".json")) {
      if (in == null) {
        throw new DescriptionException("not in this build");
      }
      return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * Reads JSON text.
   *
   * @throws DescriptionException if it is not the text of a description of this IR version
   */
  public static Api read(String text) {
    try {
      JsonObject root = JsonParser.parseString(text).getAsJsonObject();
      if (root.get("irVersion").getAsInt() != IR_VERSION) {
        throw new DescriptionException(
            "description of IR version " + root.get("irVersion") + ": expected " + IR_VERSION);
      }
      return new Api(
          root.get("id").getAsInt(),
          string(root, "name"),
          root.get("version").getAsInt(),
          string(root, "javaType"),
          string(root, "doc"),
          list(root, "enums", ApiJson::enumType),
          list(root, "records", ApiJson::recordType),
          list(root, "handles", o -> new Api.HandleType(string(o, "name"), string(o, "javaType"))),
          list(root, "operations", ApiJson::operation));
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException
        | ClassCastException
        | NullPointerException e) {
      // Of Gson, in terms of its own.
      String what = e instanceof JsonParseException ? "no JSON" : "a member is missing, or no such";
      throw new DescriptionException(
          "not the JSON of a description ("
              + what
              + "): expected META-INF/vaccel/NAME.json of an API's jar");
    }
  }

  private static JsonObject json(Api.EnumType type) {
    JsonObject object = named(type.name(), type.javaType());
    object.add(
        "constants",
        array(
            type.constants(),
            c -> {
              JsonObject constant = new JsonObject();
              constant.addProperty("name", c.name());
              constant.addProperty("number", c.number());
              return constant;
            }));
    return object;
  }

  private static Api.EnumType enumType(JsonObject object) {
    return new Api.EnumType(
        string(object, "name"),
        string(object, "javaType"),
        list(
            object,
            "constants",
            c -> new Api.Constant(string(c, "name"), c.get("number").getAsInt())));
  }

  private static JsonObject json(Api.RecordType type) {
    JsonObject object = named(type.name(), type.javaType());
    object.add(
        "fields",
        array(
            type.fields(),
            f -> {
              JsonObject field = new JsonObject();
              field.addProperty("name", f.name());
              field.addProperty("type", f.type().text());
              return field;
            }));
    return object;
  }

  private static Api.RecordType recordType(JsonObject object) {
    return new Api.RecordType(
        string(object, "name"),
        string(object, "javaType"),
        list(
            object,
            "fields",
            f -> new Api.Field(string(f, "name"), Type.parse(string(f, "type")))));
  }

  private static JsonObject json(Api.HandleType type) {
    return named(type.name(), type.javaType());
  }

  private static JsonObject json(Api.Operation operation) {
    JsonObject object = new JsonObject();
    object.addProperty("code", operation.code());
    object.addProperty("name", operation.name());
    object.addProperty("version", operation.version());
    object.addProperty("idempotent", operation.idempotent());
    object.addProperty("cheap", operation.cheap());
    object.addProperty("privileged", operation.privileged());
    object.addProperty("inPlace", operation.inPlace());
    object.addProperty("cost", operation.cost());
    object.addProperty("doc", operation.doc());
    object.add("parameters", array(operation.parameters(), ApiJson::json));
    Type returns = operation.returns();
    object.addProperty("returns", returns == null ? "void" : returns.text());
    return object;
  }

  private static Api.Operation operation(JsonObject object) {
    return new Api.Operation(
        object.get("code").getAsInt(),
        string(object, "name"),
        object.get("version").getAsInt(),
        object.get("idempotent").getAsBoolean(),
        object.get("cheap").getAsBoolean(),
        object.get("privileged").getAsBoolean(),
        object.has("inPlace") && object.get("inPlace").getAsBoolean(),
        string(object, "cost"),
        string(object, "doc"),
        list(object, "parameters", ApiJson::parameter),
        returns(string(object, "returns")));
  }

  private static @Nullable Type returns(String text) {
    return text.equals("void") ? null : Type.parse(text);
  }

  private static JsonObject json(Api.Parameter parameter) {
    JsonObject object = new JsonObject();
    object.addProperty("name", parameter.name());
    object.addProperty("type", parameter.type().text());
    if (parameter.direction() != Api.Direction.VALUE) {
      object.addProperty("direction", parameter.direction().name());
      object.addProperty("size", parameter.size());
    }
    if (parameter.direction() == Api.Direction.IN_OUT) {
      object.addProperty("sent", parameter.sent());
    }
    return object;
  }

  private static Api.Parameter parameter(JsonObject object) {
    return new Api.Parameter(
        string(object, "name"),
        Type.parse(string(object, "type")),
        object.has("direction")
            ? Api.Direction.valueOf(string(object, "direction"))
            : Api.Direction.VALUE,
        object.has("size") ? string(object, "size") : "",
        object.has("sent") ? string(object, "sent") : "");
  }

  private static JsonObject named(String name, String javaType) {
    JsonObject object = new JsonObject();
    object.addProperty("name", name);
    object.addProperty("javaType", javaType);
    return object;
  }

  private static <T> JsonArray array(List<T> items, Function<T, JsonObject> json) {
    JsonArray array = new JsonArray();
    items.forEach(item -> array.add(json.apply(item)));
    return array;
  }

  private static <T> List<T> list(JsonObject object, String name, Function<JsonObject, T> read) {
    List<T> items = new ArrayList<>();
    for (JsonElement element : object.getAsJsonArray(name)) {
      items.add(read.apply(element.getAsJsonObject()));
    }
    return items;
  }

  private static String string(JsonObject object, String name) {
    JsonElement element = object.get(name);
    if (element == null) {
      throw new DescriptionException("description lacks '" + name + "'");
    }
    return element.getAsString();
  }
}
