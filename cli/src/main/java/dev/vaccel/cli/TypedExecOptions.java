package dev.vaccel.cli;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.exec.TypedExecApi;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Calls with upstream's signature: what {@code vaccel exec --vaccel-args} adds. */
final class TypedExecOptions {
  @Option(
      names = "--vaccel-args",
      description = {
        "The function is int f(struct vaccel_arg *read, size_t nr_read, struct vaccel_arg *write,"
            + " size_t nr_write), as upstream's exec plug-in calls it. Each --arg is then a read"
            + " argument: "
            + TypedArguments.FORMS
            + "."
      })
  private boolean vaccelArgs;

  @Option(
      names = "--write",
      paramLabel = "TYPE:BYTES",
      description = "With --vaccel-args: a write argument and its room; may be repeated.")
  private List<String> writes = new ArrayList<>();

  @Option(
      names = "--dependency",
      paramLabel = "LIB",
      description = "With --vaccel-args: a library to load before it; may be repeated.")
  private List<Path> dependencies = new ArrayList<>();

  /** Whether the function has upstream's signature. */
  boolean wanted() {
    if (!vaccelArgs && !(writes.isEmpty() && dependencies.isEmpty())) {
      throw Failure.usage("--write and --dependency need --vaccel-args");
    }
    return vaccelArgs;
  }

  /**
   * Calls it.
   *
   * @return what became of the write arguments
   */
  List<MemorySegment> call(
      Terminal terminal, TargetOptions target, Path library, String symbol, List<String> arguments)
      throws IOException {
    List<TypedArgument> read = new ArrayList<>();
    for (String argument : arguments) {
      read.add(TypedArguments.read(argument));
    }
    List<TypedArgument> write = writes.stream().map(TypedArguments::write).toList();
    for (Path dependency : dependencies) {
      if (!Files.isRegularFile(dependency)) {
        throw Failure.failed("library " + dependency + " does not exist or is no file");
      }
    }
    try (OpenSession open = OpenSession.open(terminal, target, TypedExecApi.class)) {
      List<ResourceId> before = new ArrayList<>();
      for (Path dependency : dependencies) {
        before.add(open.register(terminal, dependency));
      }
      ResourceId id = open.register(terminal, library);
      return open.session().api(TypedExecApi.class).call(id, before, symbol, read, write);
    } catch (UnsupportedException e) {
      if (target.target(terminal).isPresent() && e.code() == ErrorCode.UNKNOWN_API) {
        throw new Failure(ExitCodes.NO_AGENT, e.getMessage(), e); // it could, but does not allow it
      }
      throw e;
    }
  }
}
