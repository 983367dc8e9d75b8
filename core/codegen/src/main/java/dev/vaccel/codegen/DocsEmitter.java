package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Direction;
import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Writes the reference of operations, in Markdown, from descriptions. */
public final class DocsEmitter {
  private final List<Api> apis;
  private final BiFunction<Api, Operation, List<String>> backends;

  /**
   * For one document.
   *
   * @param apis in the order in which they appear
   * @param backends names of the back ends that have an operation, most preferred first
   */
  public DocsEmitter(List<Api> apis, BiFunction<Api, Operation, List<String>> backends) {
    this.apis = List.copyOf(apis);
    this.backends = backends;
  }

  /** The whole document. */
  public String document() {
    StringBuilder out =
        new StringBuilder(
            """
            # Operations

            Generated from the descriptions by `vaccel generate docs`; a test fails where it is stale. What the back
            ends of a machine or of an agent offer right now, on which devices, and why one of them cannot:
            `vaccel ops [--connect ADDR]`.

            | API | operation | back ends | |
            | --- | --- | --- | --- |
            """);
    for (Api api : apis) {
      for (Operation operation : api.operations()) {
        out.append(
            "| [%s](#%s) (%d) | `%s` (%d) | %s | %s |%n"
                .formatted(
                    api.name(),
                    api.name(),
                    api.id(),
                    operation.name(),
                    operation.code(),
                    String.join(", ", backends.apply(api, operation)),
                    traits(operation)));
      }
    }
    out.append(
        """

        Numbers are those on the wire ([protocol.md](protocol.md)). *idempotent*: repeating it is harmless. *cheap*: runs
        on the thread that read it. *in place*: may compute in memory that its caller shares. *privileged*: an
        agent serves it only when its operator enables the API by name. Every operation is a method of the API's
        Java interface and a function of the C client.

        *By number* is what [genop](#genop) calls: the number, and the typed arguments in their order. Numbers are 65536 times
        the API's and the operation's on top. *memory* is a BUFFER, RAW or an array of any type, which is at least as long as the
        operation needs; a resource is the 32 bytes of its SHA-256, an enum its number, a handle an INT64. Of a list every part of its
        elements is one array, with that part of all of them one after the other, texts in one STRING with a NUL behind each:
        `count` tells how many elements there are, `length` how many bytes each memory has. Write arguments are room: what
        came back may be shorter.
        """);
    apis.forEach(api -> api(out, api));
    return out.toString().replace("\r\n", "\n");
  }

  private static void api(StringBuilder out, Api api) {
    out.append("\n## ").append(api.name()).append("\n\n");
    out.append("`").append(api.javaType()).append("`\n\n");
    out.append(MarkdownText.of(api.doc())).append('\n');
    for (Operation operation : api.operations()) {
      operation(out, operation);
      byNumber(out, api, operation);
    }
    if (!api.records().isEmpty() || !api.enums().isEmpty()) {
      out.append("\n### Types of ").append(api.name()).append("\n\n");
      out.append("| type | fields or values |\n| --- | --- |\n");
      for (Api.RecordType record : api.records()) {
        out.append(
            "| `%s` | %s |%n"
                .formatted(
                    record.name(),
                    record.fields().stream()
                        .map(field -> field.name() + " *" + name(field.type()) + "*")
                        .collect(Collectors.joining(", "))));
      }
      for (Api.EnumType type : api.enums()) {
        out.append(
            "| `%s` | %s |%n"
                .formatted(
                    type.name(),
                    type.constants().stream()
                        .map(constant -> constant.name() + " " + constant.number())
                        .collect(Collectors.joining(", "))));
      }
    }
  }

  private static void operation(StringBuilder out, Operation operation) {
    List<String> parameters = new ArrayList<>();
    for (Parameter parameter : operation.parameters()) {
      parameters.add(parameter.name());
    }
    out.append("\n### ")
        .append(operation.name())
        .append("\n\n    ")
        .append(operation.name())
        .append('(')
        .append(String.join(", ", parameters))
        .append(')')
        .append(operation.returns() == null ? "" : " → " + name(operation.returns()))
        .append("\n\n");
    MarkdownText text = MarkdownText.parse(operation.doc());
    if (!text.body().isEmpty()) {
      out.append(text.body()).append('\n');
    }
    if (!operation.parameters().isEmpty()) {
      out.append("\n| parameter | type | |\n| --- | --- | --- |\n");
      for (Parameter parameter : operation.parameters()) {
        out.append(
            "| `%s` | %s | %s |%n"
                .formatted(parameter.name(), type(parameter), text.parameter(parameter.name())));
      }
    }
    if (operation.returns() != null) {
      out.append("\nGives ")
          .append(name(operation.returns()))
          .append(text.result().isEmpty() ? "" : ": " + text.result())
          .append(".\n");
    }
  }

  private static void byNumber(StringBuilder out, Api api, Operation operation) {
    int number = GenericLayout.number(api.id(), operation.code());
    Optional<String> refusal = GenericLayout.refusal(api, operation);
    if (refusal.isPresent()) {
      out.append("\nNot to be called by a number: ").append(refusal.get()).append(".\n");
      return;
    }
    GenericLayout layout = GenericLayout.of(api, operation);
    out.append("\nBy number ").append(number).append(":\n\n");
    out.append("- reads ").append(slots(layout.read())).append('\n');
    out.append("- writes ").append(slots(layout.write())).append('\n');
  }

  private static String slots(List<GenericSlot> slots) {
    return slots.isEmpty()
        ? "nothing"
        : slots.stream()
            .map(
                slot ->
                    "`"
                        + slot.name()
                        + "` "
                        + (slot.element() == GenericSlot.Element.MEMORY ? "memory" : slot.type()))
            .collect(Collectors.joining(", "));
  }

  private static String type(Parameter parameter) {
    if (parameter.direction() == Direction.VALUE) {
      return name(parameter.type());
    }
    String how =
        switch (parameter.direction()) {
          case IN -> "memory, read";
          case OUT -> "memory, written";
          case IN_OUT, VALUE -> "memory, read and written";
        };
    return parameter.size().isEmpty() ? how : how + ": `" + parameter.size() + "` bytes";
  }

  /** A type for people: list of Label. */
  private static String name(Type type) {
    return switch (type) {
      case Type.ListOf list -> "list of " + name(list.element());
      case Type.EnumRef reference -> reference.name();
      case Type.RecordRef reference -> reference.name();
      case Type.HandleRef reference -> reference.name();
      case Type.Simple simple -> simple.text();
    };
  }

  private static String traits(Operation operation) {
    List<String> traits = new ArrayList<>();
    if (operation.privileged()) {
      traits.add("**privileged**");
    }
    if (operation.idempotent()) {
      traits.add("idempotent");
    }
    if (operation.cheap()) {
      traits.add("cheap");
    }
    if (operation.inPlace()) {
      traits.add("in place");
    }
    return String.join(", ", traits);
  }
}
