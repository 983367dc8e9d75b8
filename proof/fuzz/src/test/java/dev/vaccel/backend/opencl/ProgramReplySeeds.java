package dev.vaccel.backend.opencl;

import dev.vaccel.api.program.KernelArgument;
import dev.vaccel.api.program.KernelInfo;
import dev.vaccel.api.program.ProgramApi;
import dev.vaccel.api.program.ProgramApiBinding;
import dev.vaccel.api.program.ProgramDevice;
import dev.vaccel.api.program.ProgramHandle;
import dev.vaccel.api.program.ProgramResult;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes the seeds of {@link ProgramReplyFuzzTest}: a good reply of each operation. Argument:
 * src/test/resources/dev/vaccel/backend/opencl.
 */
final class ProgramReplySeeds {
  private static final Map<String, Object> RESULTS =
      Map.of(
          "devices",
          List.of(new ProgramDevice("opencl:0", "a device", "cpu", 1 << 30, 1 << 28, 4096)),
          "build",
          new ProgramHandle(7),
          "kernels",
          List.of(
              new KernelInfo("add", 1, 4096, List.of(new KernelArgument("a", "float*", "global")))),
          "run",
          new ProgramResult(
              1000,
              List.of(MemorySegment.ofArray(new byte[5]), MemorySegment.ofArray(new byte[0]))));

  private ProgramReplySeeds() {}

  /** Writes the seeds. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0], "ProgramReplyFuzzTestInputs", "reply");
    Files.createDirectories(directory);
    var api =
        (ProgramApi)
            Proxy.newProxyInstance(
                ProgramApi.class.getClassLoader(),
                new Class<?>[] {ProgramApi.class},
                (_, method, _) -> RESULTS.get(method.getName()));
    List<String> names = List.of("devices", "build", "kernels", "run");
    for (int i = 0; i < names.size(); i++) {
      try (Arena arena = Arena.ofConfined()) {
        // Zeros are every argument: an id, empty texts, empty lists.
        MemorySegment zeros = arena.allocate(80, 64);
        FrameWriter reply = new FrameWriter(arena, 4096);
        new ProgramApiBinding().dispatch(i + 1, api, reader(zeros, i), reply);
        byte[] body = reply.body().toArray(ValueLayout.JAVA_BYTE);
        byte[] seed = new byte[1 + body.length];
        seed[0] = (byte) i;
        System.arraycopy(body, 0, seed, 1, body.length);
        Files.write(directory.resolve(names.get(i)), seed);
      }
    }
  }

  /** As many zeros as the operation's arguments take. */
  private static FrameReader reader(MemorySegment zeros, int operation) {
    long[] bytes = {0, 48, 8, 40};
    return new FrameReader(zeros.asSlice(0, bytes[operation]));
  }
}
