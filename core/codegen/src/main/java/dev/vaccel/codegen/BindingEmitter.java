package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Direction;
import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Emits the Java binding of one API: its description as constants, the stub, the router and the
 * dispatcher. What travels, in order: the values, then the memory that the operation reads; back:
 * the memory that it writes, then its result.
 */
public final class BindingEmitter {
  private static final List<String> IMPORTS =
      List.of(
          "ApiBinding",
          "ApiDescription",
          "ArgumentReader",
          "ArgumentWriter",
          "CallRouter",
          "CallSender",
          "OperationDescription",
          "OutgoingCall",
          "ReplyWriter",
          "Sizes");

  private static final String SEGMENT = "java.lang.foreign.MemorySegment ";

  private final Api api;
  private final ValueCode values;

  /**
   * An emitter for one API.
   *
   * @throws DescriptionException if the description breaks {@link ApiRules}
   */
  public BindingEmitter(Api api) {
    ApiRules.check(api);
    this.api = api;
    this.values = new ValueCode(api);
  }

  /** Name of the emitted class: the interface's with {@code Binding} behind it. */
  public String qualifiedName() {
    return api.javaType() + "Binding";
  }

  private String packageName() {
    return api.javaType().substring(0, api.javaType().lastIndexOf('.'));
  }

  /** The source text. */
  public String source() {
    String name = qualifiedName().substring(packageName().length() + 1);
    JavaSource s = new JavaSource();
    s.line("package " + packageName() + ";").line("");
    for (String spi : IMPORTS) {
      s.line("import dev.vaccel.api.spi." + spi + ";");
    }
    s.line("");
    s.line("/** Binding of API " + api.name() + ". Generated from its description. */");
    s.line("@SuppressWarnings({\"all\", \"NullAway\"})");
    s.line("public final class " + name + " implements ApiBinding<" + api.javaType() + "> {");
    constants(s);
    s.line("");
    s.line("/** For {@link java.util.ServiceLoader}. */");
    s.line("public " + name + "() {}").line("");
    accessors(s);
    dispatcher(s);
    stub(s);
    router(s);
    values.helpers(s);
    s.line("}");
    return s.toString();
  }

  private void constants(JavaSource s) {
    for (Operation o : api.operations()) {
      s.line(
          String.format(
              Locale.ROOT,
              "static final OperationDescription %s = new OperationDescription(\"%s\", %d, %d,"
                  + " \"%s\", 0x%08x, %b, %b, %b, %b);",
              constant(o),
              api.name(),
              api.id(),
              o.code(),
              o.name(),
              Signatures.hash(api, o),
              o.idempotent(),
              o.cheap(),
              o.privileged(),
              o.inPlace()));
    }
    s.line(
        String.format(
            Locale.ROOT,
            "static final ApiDescription API = new ApiDescription(%d, \"%s\", %d, 0x%016xL,"
                + " java.util.List.of(%s));",
            api.id(),
            api.name(),
            api.version(),
            Signatures.hash(api),
            api.operations().stream()
                .map(BindingEmitter::constant)
                .collect(Collectors.joining(", "))));
  }

  private void accessors(JavaSource s) {
    String type = api.javaType();
    s.line("@Override").line("public Class<" + type + "> type() {");
    s.line("return " + type + ".class;").line("}").line("");
    s.line("@Override").line("public ApiDescription description() {");
    s.line("return API;").line("}").line("");
    s.line("@Override").line("public " + type + " stub(CallSender sender) {");
    s.line("return new Stub(sender);").line("}").line("");
    s.line("@Override").line("public " + type + " router(CallRouter router) {");
    s.line("return new Router(router);").line("}").line("");
  }

  private void dispatcher(JavaSource s) {
    s.line("@Override");
    s.line("public void dispatch(");
    s.line("    int operationCode, " + api.javaType() + " target, ArgumentReader in,");
    s.line("    ReplyWriter reply) {");
    s.line("switch (operationCode) {");
    for (Operation o : api.operations()) {
      s.line("case " + o.code() + ": {");
      dispatchOne(s, o);
      s.line("return;");
      s.line("}");
    }
    s.line("default:");
    s.line("API.operation(operationCode);");
    s.line("throw new AssertionError(operationCode);");
    s.line("}");
    s.line("}");
  }

  private void dispatchOne(JavaSource s, Operation o) {
    JavaSizes sizes = new JavaSizes(api, o);
    for (Parameter p : o.values()) {
      s.line(
          values.javaType(p.type(), false)
              + " "
              + local(p)
              + " = "
              + values.read("in", p.type())
              + ";");
    }
    for (Parameter p : o.segments()) {
      switch (p.direction()) {
        case IN ->
            s.line(
                SEGMENT
                    + local(p)
                    + (p.size().isEmpty()
                        ? " = in.getSegment();"
                        : " = in.getSegment(" + sized(o, p, sizes.sizeOfIn(p)) + ");"));
        case IN_OUT ->
            s.line(
                SEGMENT
                    + "received_"
                    + p.name()
                    + " = in.getSegment("
                    + sized(o, p, sizes.sent(p))
                    + ");");
        case OUT, VALUE -> {}
      }
    }
    s.line("in.end();");
    for (Parameter p : o.segments()) {
      String length = p.size().isEmpty() ? "" : sized(o, p, sizes.sizeOf(p));
      switch (p.direction()) {
        case OUT -> s.line(SEGMENT + local(p) + " = reply.reserve(" + length + ");");
        case IN_OUT ->
            s.line(
                SEGMENT
                    + local(p)
                    + " = reply.reserve(received_"
                    + p.name()
                    + ", "
                    + length
                    + ");");
        case IN, VALUE -> {}
      }
    }
    String call = "target." + o.name() + "(" + arguments(o) + ");";
    Type returns = o.returns();
    if (returns == null) {
      s.line(call);
    } else {
      s.line(values.javaType(returns, false) + " returned = " + call);
      s.line(values.write("reply", returns, "returned"));
    }
  }

  private void stub(JavaSource s) {
    String type = api.javaType();
    s.line("");
    s.line("private static final class Stub implements " + type + " {");
    s.line("private final CallSender sender;").line("");
    s.line("Stub(CallSender sender) {").line("this.sender = sender;").line("}");
    for (Operation o : api.operations()) {
      s.line("").line("@Override").line(signature(o) + " {");
      checkSizes(s, o, true);
      s.line("for (int attempt = 1; ; attempt++) {");
      s.line("try (OutgoingCall call = sender.begin(" + constant(o) + ")) {");
      for (Parameter p : o.values()) {
        s.line(values.write("call", p.type(), local(p)));
      }
      for (Parameter p : o.segments()) {
        switch (p.direction()) {
          case IN -> s.line("call.putSegment(" + local(p) + ", size_" + p.name() + ");");
          case IN_OUT -> s.line("call.putSegment(" + local(p) + ", sent_" + p.name() + ");");
          case OUT, VALUE -> {}
        }
      }
      for (Parameter p : o.segments()) {
        if (p.direction() != Direction.IN) {
          s.line("call.receiveInto(" + local(p) + ", size_" + p.name() + ");");
        }
      }
      s.line("ArgumentReader result = call.invoke();");
      Type returns = o.returns();
      if (returns == null) {
        s.line("result.end();").line("return;");
      } else {
        s.line(
            values.javaType(returns, false)
                + " returned = "
                + values.read("result", returns)
                + ";");
        s.line("result.end();").line("return returned;");
      }
      s.line("} catch (dev.vaccel.api.TransportException failure) {");
      s.line("if (!sender.retries(" + constant(o) + ", failure, attempt)) {");
      s.line("throw failure;").line("}").line("}").line("}").line("}");
    }
    s.line("}");
  }

  private void router(JavaSource s) {
    String type = api.javaType();
    s.line("");
    s.line("private static final class Router implements " + type + " {");
    s.line("private final CallRouter router;").line("");
    s.line("Router(CallRouter router) {").line("this.router = router;").line("}");
    for (Operation o : api.operations()) {
      s.line("").line("@Override").line(signature(o) + " {");
      checkSizes(s, o, false);
      s.line(type + " target = (" + type + ") router.enter(" + constant(o) + selector(o) + ");");
      s.line("try {");
      String call = "target." + o.name() + "(" + arguments(o) + ");";
      s.line(o.returns() == null ? call : "return " + call);
      s.line("} finally {").line("router.exit();").line("}").line("}");
    }
    s.line("}");
  }

  /** What chooses the back end beside the operation: the first handle, else the first resource. */
  private static String selector(Operation o) {
    for (Parameter p : o.values()) {
      if (p.type() instanceof Type.HandleRef) {
        return ", " + local(p) + ".value()";
      }
    }
    for (Parameter p : o.values()) {
      if (p.type() == Type.Simple.RESOURCE) {
        return ", " + local(p);
      }
    }
    return "";
  }

  /** Checks that the caller's memory suffices; computes the sizes of what is to travel. */
  private void checkSizes(JavaSource s, Operation o, boolean travels) {
    JavaSizes sizes = new JavaSizes(api, o);
    for (Parameter p : o.segments()) {
      String local = "size_" + p.name();
      if (!p.size().isEmpty()) {
        s.line("long " + local + " = " + sized(o, p, sizes.sizeOf(p)) + ";");
        s.line("Sizes.require(" + quotedName(o, p) + ", " + local(p) + ", " + local + ");");
      } else if (travels) {
        s.line("long " + local + " = " + local(p) + ".byteSize();");
      }
      if (travels && p.direction() == Direction.IN_OUT) {
        s.line("long sent_" + p.name() + " = " + sized(o, p, sizes.sent(p)) + ";");
      }
    }
  }

  private String sized(Operation o, Parameter p, String expression) {
    return "Sizes.size(" + quotedName(o, p) + ", " + expression + ")";
  }

  private String quotedName(Operation o, Parameter p) {
    return "\"" + api.name() + "." + o.name() + ": " + p.name() + "\"";
  }

  private String signature(Operation o) {
    Type returns = o.returns();
    return "public "
        + (returns == null ? "void" : values.javaType(returns, false))
        + " "
        + o.name()
        + o.parameters().stream()
            .map(p -> values.javaType(p.type(), false) + " " + local(p))
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String arguments(Operation o) {
    return o.parameters().stream().map(BindingEmitter::local).collect(Collectors.joining(", "));
  }

  private static String local(Parameter p) {
    return JavaSizes.local(p.name());
  }

  private static String constant(Operation o) {
    // With the code: two names may differ in case alone, and none may be API.
    return o.name().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT)
        + "_"
        + o.code();
  }
}
