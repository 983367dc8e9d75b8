package dev.vaccel.backend.opencl;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InternalException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.program.ProgramApiBinding;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.SessionContext;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Main class of the process in which one session's programs run: calls come on standard input,
 * results go where standard output led. Kernels may print, fault, or never end; the session's
 * process looks after that ({@link WorkerProcess}). Arguments: the back end's settings, {@code
 * name=value}.
 */
final class ProgramWorker implements SessionContext {
  private final OpenclSettings settings;
  private final ProgramApiBinding binding = new ProgramApiBinding();
  private final Map<ResourceId, Path> resources = new HashMap<>();
  private @Nullable ProgramOperations programs;
  private long handles;

  private ProgramWorker(OpenclSettings settings) {
    this.settings = settings;
  }

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      values.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    // A kernel that never ends would not notice that nobody waits for it any more.
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              var _ = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
            });
    try (InputStream in = new FileInputStream(FileDescriptor.in);
        OutputStream out = new FileOutputStream("/proc/self/fd/1")) {
      // What kernels print must not come between results.
      OpenclLibrary.sendOutputToErrors();
      new ProgramWorker(OpenclSettings.of(new BackendSettings(values))).serve(in, out);
    }
    // Drivers' threads may be anywhere; nothing is left to be put in order.
    Runtime.getRuntime().halt(0);
  }

  private void serve(InputStream in, OutputStream out) throws IOException {
    long maxBytes = settings.maxCallBytes() + Frame.OTHER_BYTES;
    while (true) {
      try (Arena arena = Arena.ofConfined()) {
        Frame request = Frame.read(in, arena, maxBytes);
        if (request == null) {
          return;
        }
        FrameReader arguments = new FrameReader(request.body());
        if (request.kind() == Frame.RESOURCE) {
          resources.put(arguments.getResource(), Path.of(arguments.getString()));
        } else {
          reply(arena, request.kind(), arguments, maxBytes).write(out);
        }
      }
    }
  }

  private Frame reply(Arena arena, long code, FrameReader arguments, long maxBytes) {
    VaccelException failure;
    try {
      FrameWriter result = new FrameWriter(arena, maxBytes);
      binding.dispatch((int) code, programs(), arguments, result);
      return new Frame(Frame.RESULT, result.body());
    } catch (VaccelException e) {
      failure = e;
    } catch (RuntimeException | OutOfMemoryError e) {
      failure = new InternalException(ErrorCode.INTERNAL, "the process of programs: " + e);
    }
    FrameWriter error = new FrameWriter(arena, maxBytes);
    error.putLong(failure.code().number());
    error.putLong(failure.vendorCode());
    error.putString(failure.getMessage());
    return new Frame(Frame.ERROR, error.body());
  }

  private ProgramOperations programs() {
    if (programs == null) {
      // Signals are the driver's here: it steps over a division by zero, as kernels may expect.
      OpenclLibrary.require(false);
      programs =
          new ProgramOperations(settings, OpenclBackendProvider.devices(settings.device()), this);
    }
    return programs;
  }

  @Override
  public Path resource(ResourceId id) {
    Path file = resources.get(id);
    if (file == null) {
      throw new ResourceException(
          ErrorCode.NOT_FOUND, "resource " + id.shortName() + " is not one of this session");
    }
    return file;
  }

  @Override
  public <T> T api(Class<T> api) {
    throw OpenclErrors.unknownApi(api);
  }

  @Override
  public long newHandle() {
    return ++handles;
  }

  @Override
  public void dropHandle(long handle) {}
}
