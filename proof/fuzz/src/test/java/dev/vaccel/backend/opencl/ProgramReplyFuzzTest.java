package dev.vaccel.backend.opencl;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.program.ProgramApi;
import dev.vaccel.api.program.ProgramApiBinding;
import dev.vaccel.api.program.ProgramHandle;
import dev.vaccel.api.spi.ArgumentReader;
import dev.vaccel.api.spi.CallSender;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.OutgoingCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Replies of a process of programs, which a kernel may have written: through the generated stub of
 * each operation. Byte 0: operation; the rest: the reply's body.
 */
class ProgramReplyFuzzTest {
  private static final ResourceId RESOURCE = new ResourceId("0".repeat(64));
  private static final ProgramHandle PROGRAM = new ProgramHandle(1);

  @FuzzTest
  void reply(byte[] data) {
    if (data.length == 0) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment body = arena.allocate(data.length, 64).asSlice(0, data.length - 1L);
      MemorySegment.copy(data, 1, body, ValueLayout.JAVA_BYTE, 0, data.length - 1);
      ProgramApi programs = new ProgramApiBinding().stub(new Replies(body));
      try {
        take(programs, data[0]);
      } catch (VaccelException e) {
        if (e.getMessage().isBlank()) {
          throw new AssertionError("no message", e);
        }
      }
    }
  }

  private static void take(ProgramApi programs, int operation) {
    switch (Math.floorMod(operation, 4)) {
      case 0 -> programs.devices().forEach(device -> require(device.id() != null));
      case 1 -> require(programs.build(RESOURCE, "", "") != null);
      case 2 -> programs.kernels(PROGRAM).forEach(kernel -> require(kernel.arguments() != null));
      default ->
          programs
              .run(PROGRAM, "", List.of(), List.of(), List.of())
              .buffers()
              .forEach(ProgramReplyFuzzTest::touch);
    }
  }

  private static void touch(MemorySegment segment) {
    if (segment.byteSize() > 0) {
      byte last = segment.get(ValueLayout.JAVA_BYTE, segment.byteSize() - 1);
      require(last == segment.get(ValueLayout.JAVA_BYTE, segment.byteSize() - 1));
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new AssertionError("half a result");
    }
  }

  /** Answers every call with the same body. */
  private record Replies(MemorySegment body) implements CallSender {
    @Override
    public OutgoingCall begin(OperationDescription operation) {
      return (OutgoingCall)
          Proxy.newProxyInstance(
              OutgoingCall.class.getClassLoader(),
              new Class<?>[] {OutgoingCall.class},
              (_, method, _) ->
                  method.getReturnType() == ArgumentReader.class ? new FrameReader(body) : null);
    }

    @Override
    public boolean retries(
        OperationDescription operation, TransportException failure, int attempt) {
      return false;
    }
  }
}
