package dev.vaccel.backend.opencl;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.program.ProgramApi;
import dev.vaccel.api.program.ProgramApiBinding;
import dev.vaccel.api.spi.ArgumentReader;
import dev.vaccel.api.spi.CallSender;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.OutgoingCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The process in which a session's programs run ({@link ProgramWorker}), and calls into it. It is
 * killed when a call takes too long, when it says what cannot be, and when it is closed. One call
 * at a time.
 */
final class WorkerProcess implements CallSender, AutoCloseable {
  private static final long KILL_SECONDS = 5;

  /** What the status of a process is above the number of the signal that ended it. */
  private static final int SIGNALLED = 128;

  private final OpenclSettings settings;
  private final Process process;
  private final OutputStream requests;
  private final InputStream replies;
  private final WorkerMessages messages;
  private final ProgramApi stub = new ProgramApiBinding().stub(this);
  private String doing = "";
  private volatile boolean timedOut;

  /**
   * Starts it; takes a fraction of a second until its first reply.
   *
   * @param command that starts {@link ProgramWorker}
   */
  WorkerProcess(OpenclSettings settings, ProcessBuilder command) {
    this.settings = settings;
    try {
      process = command.start();
    } catch (IOException e) {
      throw OpenclErrors.cannotStart(e);
    }
    requests = process.getOutputStream();
    replies = process.getInputStream();
    messages = WorkerMessages.read(process.getErrorStream());
  }

  boolean isAlive() {
    return process.isAlive() && !timedOut;
  }

  long pid() {
    return process.pid();
  }

  /**
   * The operations in that process.
   *
   * @param what is going to be done, for messages: {@code kernel 'add' of program 0123}
   */
  ProgramApi programs(String what) {
    doing = what;
    return stub;
  }

  /** Tells where a resource lies. */
  void announce(ResourceId id, Path file) {
    try (Arena arena = Arena.ofConfined()) {
      FrameWriter body = new FrameWriter(arena, Frame.OTHER_BYTES);
      body.putResource(id);
      body.putString(file.toAbsolutePath().toString());
      new Frame(Frame.RESOURCE, body.body()).write(requests);
    } catch (IOException e) {
      throw ended(e);
    }
  }

  @Override
  public OutgoingCall begin(OperationDescription operation) {
    return new Call(operation.code());
  }

  @Override
  public boolean retries(OperationDescription operation, TransportException failure, int attempt) {
    return false;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
      requests.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException _) {
      // What was left unsent has nobody to read it.
    }
  }

  private ArgumentReader exchange(long code, MemorySegment body) {
    // Unlike a delayed task, this leaves nothing behind when it is cancelled.
    CompletableFuture<Boolean> limit =
        new CompletableFuture<Boolean>()
            .completeOnTimeout(true, settings.runSeconds(), TimeUnit.SECONDS);
    var _ = limit.thenRun(this::giveUp);
    try {
      new Frame(code, body).write(requests);
      Frame reply =
          Frame.read(replies, Arena.ofAuto(), settings.maxCallBytes() + Frame.OTHER_BYTES);
      if (reply == null) {
        throw new IOException("no reply");
      }
      FrameReader values = new FrameReader(reply.body());
      if (reply.kind() != Frame.RESULT) {
        throw VaccelException.of(
            ErrorCode.of(values.getInt()), values.getInt(), values.getString());
      }
      return values;
    } catch (IOException e) {
      throw ended(e);
    } finally {
      limit.cancel(false);
    }
  }

  private void giveUp() {
    timedOut = true;
    process.destroyForcibly();
  }

  /** What to say of a process that does not answer any more. */
  private VaccelException ended(IOException cause) {
    boolean late = timedOut;
    boolean itself = hasEnded();
    process.destroyForcibly();
    if (late) {
      return OpenclErrors.tookTooLong(doing, settings.runSeconds());
    }
    return OpenclErrors.fault(
        doing,
        messages
            .signal()
            .orElseGet(() -> itself ? status(process.exitValue()) : cause.getMessage() + ""));
  }

  /** A JVM that faults ends its pipes a moment before itself. */
  private boolean hasEnded() {
    try {
      return process.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String status(int status) {
    return switch (status - SIGNALLED) {
      case 4 -> "SIGILL";
      case 6 -> "SIGABRT";
      case 7 -> "SIGBUS";
      case 8 -> "SIGFPE";
      case 9 -> "SIGKILL";
      case 11 -> "SIGSEGV";
      default -> "status " + status;
    };
  }

  /** A call that the stub makes. */
  private final class Call implements OutgoingCall {
    private final long code;
    private final Arena arena = Arena.ofConfined();
    private final FrameWriter arguments =
        new FrameWriter(arena, settings.maxCallBytes() + Frame.OTHER_BYTES);

    Call(long code) {
      this.code = code;
    }

    @Override
    public ArgumentReader invoke() {
      return exchange(code, arguments.body());
    }

    @Override
    public void putLong(long value) {
      arguments.putLong(value);
    }

    @Override
    public void putFloat(float value) {
      arguments.putFloat(value);
    }

    @Override
    public void putDouble(double value) {
      arguments.putDouble(value);
    }

    @Override
    public void putString(String value) {
      arguments.putString(value);
    }

    @Override
    public void putResource(ResourceId value) {
      arguments.putResource(value);
    }

    @Override
    public void putTensor(dev.vaccel.api.Tensor value) {
      arguments.putTensor(value);
    }

    @Override
    public void putSegment(MemorySegment segment, long lengthBytes) {
      arguments.putSegment(segment, lengthBytes);
    }

    @Override
    public void receiveInto(MemorySegment destination, long lengthBytes) {
      // No operation of ProgramApi writes into its caller's memory.
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
