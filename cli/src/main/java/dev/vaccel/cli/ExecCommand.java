package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ExecApi;
import dev.vaccel.api.ExecArgument;
import dev.vaccel.api.ExecKind;
import dev.vaccel.api.ExecResult;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.UnsupportedException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaccel exec}: calls a function of a native library. */
@Command(
    name = "exec",
    description = {
      "Calls a function of a native library, here or in an agent that was started with --enable"
          + " exec.",
      "The library travels to the agent. Prints the result, then each out and inout buffer in hex."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  vaccel exec --library ./libadd.so --symbol add --returns i32 --arg i32:40 --arg i32:2")
final class ExecCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(
      names = "--library",
      required = true,
      paramLabel = "LIB",
      description = "The shared object.")
  private Path library = Path.of("");

  @Option(
      names = "--symbol",
      required = true,
      paramLabel = "SYM",
      description = "The function's name.")
  private String symbol = "";

  @Option(
      names = "--returns",
      paramLabel = "TYPE",
      description = "Type of its result: void (default), i32, i64, f32 or f64.")
  private String returns = "void";

  @Option(
      names = "--arg",
      paramLabel = "ARG",
      description = "An argument, in order; may be repeated: " + ExecArguments.FORMS + ".")
  private List<String> arguments = new ArrayList<>();

  @Mixin private TypedExecOptions typed = new TypedExecOptions();

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description =
          "Write each out and inout buffer (--vaccel-args: write argument) to DIR/argN.bin.")
  private @Nullable Path outputDir;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ExecCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * A buffer that came back.
   *
   * @param argument number of the argument, from 1
   * @param file where it was written; null: nowhere
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares or changes it.
  private record Returned(int argument, byte[] bytes, @Nullable Path file) {}

  @Override
  public Integer call() throws IOException {
    if (typed.wanted()) {
      return callTyped();
    }
    ExecKind kind = ExecArguments.returns(returns);
    List<ExecArgument> values = new ArrayList<>();
    for (String argument : arguments) {
      values.add(ExecArguments.parse(argument));
    }
    requireLibrary();
    ExecResult result;
    try (OpenSession open = OpenSession.open(terminal, target, ExecApi.class)) {
      ResourceId id = open.register(terminal, library);
      result = api(open).call(id, symbol, kind, values);
    }
    print(kind, result, returned(values, result));
    return ExitCodes.DONE;
  }

  private int callTyped() throws IOException {
    if (!returns.equals("void")) {
      throw Failure.usage("--returns " + returns + ": with --vaccel-args a function returns int");
    }
    requireLibrary();
    List<Returned> buffers = new ArrayList<>();
    for (MemorySegment buffer : typed.call(terminal, target, library, symbol, arguments)) {
      buffers.add(returned(buffers.size() + 1, buffer));
    }
    print(ExecKind.VOID, new ExecResult(0, List.of()), buffers);
    return ExitCodes.DONE;
  }

  private void requireLibrary() {
    if (!Files.isRegularFile(library)) {
      throw Failure.failed("library " + library + " does not exist or is no file");
    }
  }

  private static ExecApi api(OpenSession open) {
    try {
      return open.session().api(ExecApi.class);
    } catch (UnsupportedException e) {
      if (open.isRemote() && e.code() == ErrorCode.UNKNOWN_API) {
        throw new Failure(ExitCodes.NO_AGENT, e.getMessage(), e); // it could, but does not allow it
      }
      throw e;
    }
  }

  private List<Returned> returned(List<ExecArgument> values, ExecResult result) throws IOException {
    List<Returned> buffers = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      ExecKind kind = values.get(i).kind();
      if (kind == ExecKind.BUFFER_OUT || kind == ExecKind.BUFFER_INOUT) {
        buffers.add(returned(i + 1, result.buffers().get(buffers.size())));
      }
    }
    return buffers;
  }

  private Returned returned(int argument, MemorySegment buffer) throws IOException {
    byte[] bytes = buffer.toArray(ValueLayout.JAVA_BYTE);
    if (outputDir == null) {
      return new Returned(argument, bytes, null);
    }
    Files.createDirectories(outputDir);
    Path file = Files.write(outputDir.resolve("arg" + argument + ".bin"), bytes);
    return new Returned(argument, bytes, file);
  }

  private void print(ExecKind kind, ExecResult result, List<Returned> buffers) {
    Object value =
        switch (kind) {
          case I32 -> (int) result.bits();
          case I64 -> result.bits();
          case F32 -> Float.intBitsToFloat((int) result.bits());
          case F64 -> Double.longBitsToDouble(result.bits());
          case VOID, BUFFER_IN, BUFFER_OUT, BUFFER_INOUT -> "";
        };
    if (json) {
      List<JsonObject> list = new ArrayList<>();
      for (Returned buffer : buffers) {
        JsonObject object =
            Json.object("argument", buffer.argument(), "bytes", buffer.bytes().length);
        if (buffer.file() != null) {
          object.addProperty("file", buffer.file().toString());
        } else {
          object.addProperty("hex", HexFormat.of().formatHex(buffer.bytes()));
        }
        list.add(object);
      }
      Json.print(
          terminal,
          Json.object(
              "type", returns, "result", kind == ExecKind.VOID ? null : value, "buffers", list));
      return;
    }
    if (kind != ExecKind.VOID) {
      terminal.out().println(value);
    }
    for (Returned buffer : buffers) {
      terminal
          .out()
          .println(
              buffer.file() != null
                  ? buffer.file().toString()
                  : HexFormat.of().formatHex(buffer.bytes()));
    }
  }
}
