package dev.vaccel.backend.opencl;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.program.KernelInfo;
import dev.vaccel.api.program.ProgramApi;
import dev.vaccel.api.program.ProgramArgument;
import dev.vaccel.api.program.ProgramDevice;
import dev.vaccel.api.program.ProgramHandle;
import dev.vaccel.api.program.ProgramResult;
import dev.vaccel.api.spi.SessionContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One session's programs, in a process of their own: a kernel is native code on a processor, and
 * one that faults must end nobody else's work. After a fault the next call starts another process,
 * and builds the program it needs again. One call at a time.
 */
final class IsolatedPrograms implements ProgramApi, AutoCloseable {
  /** A program, and its handle in the process that built it last. */
  private static final class Program {
    private final ResourceId resource;
    private final String options;
    private final String device;
    private @Nullable WorkerProcess builtIn;
    private ProgramHandle handle = new ProgramHandle(0);

    Program(ResourceId resource, String options, String device) {
      this.resource = resource;
      this.options = options;
      this.device = device;
    }

    @Override
    public String toString() {
      return "program " + resource.shortName();
    }
  }

  private final OpenclSettings settings;
  private final List<OpenclDevice> devices;
  private final SessionContext session;
  private final Supplier<ProcessBuilder> command;
  private final Map<Long, Program> programs = new HashMap<>();
  private @Nullable WorkerProcess worker;

  IsolatedPrograms(
      OpenclSettings settings,
      List<OpenclDevice> devices,
      SessionContext session,
      Supplier<ProcessBuilder> command) {
    this.settings = settings;
    this.devices = devices;
    this.session = session;
    this.command = command;
  }

  @Override
  public List<ProgramDevice> devices() {
    List<ProgramDevice> described = new ArrayList<>();
    devices.forEach(device -> described.add(device.described()));
    return described;
  }

  @Override
  public ProgramHandle build(ResourceId resource, String options, String device) {
    if (programs.size() >= settings.maxPrograms()) {
      throw OpenclErrors.tooManyPrograms(settings.maxPrograms());
    }
    Program program = new Program(resource, options, device);
    build(program);
    long handle = session.newHandle();
    programs.put(handle, program);
    return new ProgramHandle(handle);
  }

  @Override
  public List<KernelInfo> kernels(ProgramHandle handle) {
    Program program = program(handle);
    WorkerProcess running = built(program);
    return running.programs("the kernels of " + program).kernels(program.handle);
  }

  @Override
  public ProgramResult run(
      ProgramHandle handle,
      String kernel,
      List<Long> globalSize,
      List<Long> localSize,
      List<ProgramArgument> arguments) {
    Program program = program(handle);
    WorkerProcess running = built(program);
    return running
        .programs("kernel '" + OpenclErrors.oneLine(kernel) + "' of " + program)
        .run(program.handle, kernel, globalSize, localSize, arguments);
  }

  @Override
  public void unload(ProgramHandle handle) {
    Program program = program(handle);
    programs.remove(handle.value());
    session.dropHandle(handle.value());
    WorkerProcess running = program.builtIn;
    if (running != null && running.isAlive()) {
      running.programs("unloading " + program).unload(program.handle);
    }
  }

  @Override
  public void close() {
    programs.clear();
    if (worker != null) {
      worker.close();
      worker = null;
    }
  }

  /** The process that programs run in now; for tests. */
  @Nullable WorkerProcess worker() {
    return worker;
  }

  private Program program(ProgramHandle handle) {
    Program program = programs.get(handle.value());
    if (program == null) {
      throw OpenclErrors.unknownProgram(handle.value());
    }
    return program;
  }

  private WorkerProcess built(Program program) {
    WorkerProcess running = program.builtIn;
    return running != null && running.isAlive() ? running : build(program);
  }

  private WorkerProcess build(Program program) {
    var path = session.resource(program.resource);
    WorkerProcess running = running();
    running.announce(program.resource, path);
    program.handle =
        running
            .programs("building " + program)
            .build(program.resource, program.options, program.device);
    program.builtIn = running;
    return running;
  }

  private WorkerProcess running() {
    WorkerProcess running = worker;
    if (running == null || !running.isAlive()) {
      close(running);
      running = new WorkerProcess(settings, command.get());
      worker = running;
    }
    return running;
  }

  private static void close(@Nullable WorkerProcess ended) {
    if (ended != null) {
      ended.close();
    }
  }
}
