package dev.vaccel.backend.opencl;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.program.KernelArgument;
import dev.vaccel.api.program.KernelInfo;
import dev.vaccel.api.program.ProgramApi;
import dev.vaccel.api.program.ProgramArgument;
import dev.vaccel.api.program.ProgramDevice;
import dev.vaccel.api.program.ProgramHandle;
import dev.vaccel.api.program.ProgramResult;
import dev.vaccel.api.spi.SessionContext;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Programs of one session in this process, which a kernel of theirs can take along: see {@link
 * IsolatedPrograms}. One call at a time.
 */
final class ProgramOperations implements ProgramApi, AutoCloseable {
  private static final long MAX_PROGRAM_BYTES = 64L << 20;
  private static final int MAX_OPTIONS = 4096;

  /** Without it a program may not tell of its kernels' arguments. */
  private static final String ARGUMENT_INFO = " -cl-kernel-arg-info";

  private record Built(DeviceContext context, MemorySegment program, List<String> kernels) {}

  private final OpenclSettings settings;
  private final List<OpenclDevice> devices;
  private final ProgramCache cache;
  private final SessionContext session;
  private final Map<OpenclDevice, DeviceContext> contexts = new HashMap<>();
  private final Map<Long, Built> programs = new HashMap<>();

  ProgramOperations(OpenclSettings settings, List<OpenclDevice> devices, SessionContext session) {
    this.settings = settings;
    this.devices = devices;
    this.cache = new ProgramCache(settings.cache(), settings.maxCacheBytes());
    this.session = session;
  }

  @Override
  public List<ProgramDevice> devices() {
    List<ProgramDevice> described = new ArrayList<>();
    devices.forEach(device -> described.add(device.described()));
    return described;
  }

  @Override
  public ProgramHandle build(ResourceId program, String options, String device) {
    if (options.length() > MAX_OPTIONS || options.indexOf(0) >= 0) {
      throw OpenclErrors.argument(
          "options of "
              + options.length()
              + " characters: expected at most "
              + MAX_OPTIONS
              + ", without NUL");
    }
    if (programs.size() >= settings.maxPrograms()) {
      throw OpenclErrors.tooManyPrograms(settings.maxPrograms());
    }
    DeviceContext context = context(device(device));
    String name = "program " + program.shortName();
    MemorySegment built =
        context.build(name, content(name, program), (options + ARGUMENT_INFO).strip());
    try {
      long handle = session.newHandle();
      programs.put(handle, new Built(context, built, ProgramBindings.kernelNames(built)));
      return new ProgramHandle(handle);
    } catch (RuntimeException | Error e) {
      ProgramBindings.releaseProgram(built);
      throw e;
    }
  }

  @Override
  public List<KernelInfo> kernels(ProgramHandle program) {
    Built built = built(program);
    List<KernelInfo> infos = new ArrayList<>();
    for (String name : built.kernels()) {
      MemorySegment kernel = ProgramBindings.createKernel(built.program(), name);
      try {
        int count = ProgramBindings.argumentCount(kernel);
        long group = ProgramBindings.maxGroupSize(kernel, built.context().device().handle());
        List<KernelArgument> arguments = KernelLaunch.arguments(kernel, count);
        infos.add(new KernelInfo(name, count, group, arguments));
      } finally {
        ProgramBindings.releaseKernel(kernel);
      }
    }
    return infos;
  }

  @Override
  public ProgramResult run(
      ProgramHandle program,
      String kernel,
      List<Long> globalSize,
      List<Long> localSize,
      List<ProgramArgument> arguments) {
    Built built = built(program);
    if (!built.kernels().contains(kernel)) {
      throw OpenclErrors.unknownKernel(kernel, built.kernels());
    }
    MemorySegment handle = ProgramBindings.createKernel(built.program(), kernel);
    try {
      return new KernelLaunch(built.context(), kernel, handle, settings.maxCallBytes())
          .run(globalSize, localSize, arguments);
    } finally {
      ProgramBindings.releaseKernel(handle);
    }
  }

  @Override
  public void unload(ProgramHandle program) {
    Built built = built(program);
    programs.remove(program.value());
    session.dropHandle(program.value());
    ProgramBindings.releaseProgram(built.program());
  }

  @Override
  public void close() {
    programs.values().forEach(built -> ProgramBindings.releaseProgram(built.program()));
    programs.clear();
    contexts.values().forEach(DeviceContext::close);
    contexts.clear();
  }

  private OpenclDevice device(String wanted) {
    if (wanted.isEmpty()) {
      return devices.getFirst();
    }
    return devices.stream()
        .filter(device -> device.id().equals(wanted))
        .findFirst()
        .orElseThrow(() -> OpenclErrors.unknownDevice(wanted, devices));
  }

  private DeviceContext context(OpenclDevice device) {
    return contexts.computeIfAbsent(device, d -> new DeviceContext(d, cache));
  }

  private Built built(ProgramHandle program) {
    Built built = programs.get(program.value());
    if (built == null) {
      throw OpenclErrors.unknownProgram(program.value());
    }
    return built;
  }

  private byte[] content(String name, ResourceId program) {
    Path file = session.resource(program);
    try {
      long bytes = Files.size(file);
      if (!Files.isRegularFile(file) || bytes == 0 || bytes > MAX_PROGRAM_BYTES) {
        throw OpenclErrors.argument(
            name
                + " is "
                + (Files.isRegularFile(file) ? "a file of " + bytes + " bytes" : "a directory")
                + ": expected a file of 1 to "
                + MAX_PROGRAM_BYTES
                + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw OpenclErrors.unreadable(name, e);
    }
  }
}
