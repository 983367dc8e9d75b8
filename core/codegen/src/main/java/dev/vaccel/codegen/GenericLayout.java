package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;
import dev.vaccel.codegen.GenericSlot.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The typed arguments by which a described operation is called by its number (API {@code genop}):
 * the reference tells them, and a back end makes calls, by what is derived here.
 *
 * <p>Read arguments are the parameters in their order, write arguments the memory that the
 * operation writes (and may read before), and behind it the result. A value is one argument, a
 * record its fields, a tensor its element type, dimensions and memory. A list is its count and
 * then, for each part of its elements, one array with that part of all of them: so the number and
 * the types of the arguments never depend on a call. A count is left out where one array of numbers
 * or resources is all.
 *
 * @param read read arguments
 * @param write write arguments
 * @param values where the parameters that are values stand among the read arguments
 * @param segments for each parameter that is memory, where it stands: among the read arguments if
 *     it is {@link Api.Direction#IN}, else among the write arguments
 * @param result where the result stands among the write arguments; null for none
 */
public record GenericLayout(
    List<GenericSlot> read,
    List<GenericSlot> write,
    List<GenericValue> values,
    List<Segment> segments,
    @Nullable GenericValue result) {
  /** Most arguments of each kind. */
  public static final int MAX_ARGUMENTS = 64;

  /** A parameter that is memory. */
  public record Segment(Api.Direction direction, int slot) {}

  /** Copies the lists. */
  public GenericLayout {
    read = List.copyOf(read);
    write = List.copyOf(write);
    values = List.copyOf(values);
    segments = List.copyOf(segments);
  }

  /** The number of an operation: outside upstream's, which end below 2^16. */
  public static int number(int api, int code) {
    return api << 16 | code;
  }

  /** The API of a number that {@link #number} gave. */
  public static int api(int number) {
    return number >>> 16;
  }

  /** The code of a number that {@link #number} gave. */
  public static int code(int number) {
    return number & 0xffff;
  }

  /** Why an operation cannot be called by its number; empty if it can. */
  public static Optional<String> refusal(Api api, Operation operation) {
    switch (api.name()) {
      case "genop":
        return Optional.of("it calls by number itself");
      case "session":
        return Optional.of("it is between a client and its agent");
      default:
        GenericLayout layout = of(api, operation);
        int most = Math.max(layout.read.size(), layout.write.size());
        return most <= MAX_ARGUMENTS
            ? Optional.empty()
            : Optional.of("it takes " + most + " arguments, more than " + MAX_ARGUMENTS);
    }
  }

  /** The layout of an operation. */
  public static GenericLayout of(Api api, Operation operation) {
    List<GenericSlot> read = new ArrayList<>();
    List<GenericSlot> write = new ArrayList<>();
    List<GenericValue> values = new ArrayList<>();
    List<Segment> segments = new ArrayList<>();
    for (Parameter p : operation.parameters()) {
      switch (p.direction()) {
        case VALUE -> values.add(new Builder(api, read).value(p.name(), p.type(), false));
        case IN -> segments.add(new Segment(p.direction(), memory(read, p)));
        case OUT, IN_OUT -> segments.add(new Segment(p.direction(), memory(write, p)));
      }
    }
    Type returns = operation.returns();
    GenericValue result =
        returns == null ? null : new Builder(api, write).value("", returns, false);
    return new GenericLayout(read, write, values, segments, result);
  }

  private static int memory(List<GenericSlot> slots, Parameter parameter) {
    slots.add(new GenericSlot(parameter.name(), Element.MEMORY, false));
    return slots.size() - 1;
  }

  /** Appends the slots of values. */
  private record Builder(Api api, List<GenericSlot> slots) {
    private int slot(String name, Element element, boolean many) {
      slots.add(new GenericSlot(name.isEmpty() ? "result" : name, element, many));
      return slots.size() - 1;
    }

    private static String part(String name, String part) {
      return name.isEmpty() ? part : name + "." + part;
    }

    /**
     * A value.
     *
     * @param listed whether it is in a list, or more than one
     */
    GenericValue value(String name, Type type, boolean listed) {
      return switch (type) {
        case Type.Simple simple ->
            switch (simple) {
              case TENSOR -> tensor(name, listed);
              case SEGMENT -> memory(name, listed);
              default -> new GenericValue.One(slot(name, element(simple), listed));
            };
        case Type.HandleRef _ -> new GenericValue.One(slot(name, Element.INT64, listed));
        case Type.EnumRef(String enumName) ->
            new GenericValue.Named(slot(name, Element.INT32, listed), api.enumType(enumName));
        case Type.RecordRef(String recordName) ->
            new GenericValue.Fields(
                api.recordType(recordName).fields().stream()
                    .map(field -> value(part(name, field.name()), field.type(), listed))
                    .toList());
        case Type.ListOf(Type element) -> list(name, element, listed);
      };
    }

    private GenericValue.OfTensor tensor(String name, boolean listed) {
      return new GenericValue.OfTensor(
          slot(part(name, "type"), Element.INT32, listed),
          list(part(name, "dims"), Type.Simple.I64, listed),
          memory(part(name, "data"), listed));
    }

    private GenericValue.Memory memory(String name, boolean listed) {
      int lengths = listed ? slot(part(name, "length"), Element.INT64, true) : -1;
      return new GenericValue.Memory(slot(name, Element.MEMORY, listed), lengths);
    }

    private GenericValue.Many list(String name, Type element, boolean listed) {
      int counts =
          listed || !isFixed(element) ? slot(part(name, "count"), Element.INT32, listed) : -1;
      return new GenericValue.Many(counts, value(name, element, true));
    }

    /** Whether the size of an array tells how many it holds. */
    private static boolean isFixed(Type type) {
      return switch (type) {
        case Type.Simple simple -> element(simple).bytes() > 0;
        case Type.HandleRef _, Type.EnumRef _ -> true;
        case Type.RecordRef _, Type.ListOf _ -> false;
      };
    }

    private static Element element(Type.Simple simple) {
      return switch (simple) {
        case BOOL -> Element.BOOL;
        case I8 -> Element.INT8;
        case I16 -> Element.INT16;
        case I32 -> Element.INT32;
        case I64 -> Element.INT64;
        case F32 -> Element.FLOAT32;
        case F64 -> Element.FLOAT64;
        case STRING -> Element.STRING;
        case RESOURCE -> Element.RESOURCE;
        case TENSOR, SEGMENT -> Element.MEMORY;
      };
    }
  }
}
