package dev.vaccel.backend.opencl;

import static dev.vaccel.api.program.ProgramArgument.in;
import static dev.vaccel.api.program.ProgramArgument.inOut;
import static dev.vaccel.api.program.ProgramArgument.local;
import static dev.vaccel.api.program.ProgramArgument.ofBytes;
import static dev.vaccel.api.program.ProgramArgument.ofInt;
import static dev.vaccel.api.program.ProgramArgument.out;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.program.KernelArgument;
import dev.vaccel.api.program.KernelInfo;
import dev.vaccel.api.program.ProgramApi;
import dev.vaccel.api.program.ProgramArgument;
import dev.vaccel.api.program.ProgramHandle;
import dev.vaccel.api.program.ProgramResult;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of a session, in their own process. */
class ProgramTest {
  private static final String SOURCE =
      """
      kernel void add(global const float *a, global const float *b, global float *c, int n) {
        size_t i = get_global_id(0);
        if (i < n) c[i] = a[i] + b[i];
      }
      kernel void sums(global const int *in, global int *out, local int *scratch) {
        size_t l = get_local_id(0), size = get_local_size(0);
        scratch[l] = in[get_global_id(0)];
        barrier(CLK_LOCAL_MEM_FENCE);
        if (l == 0) {
          int sum = 0;
          for (size_t i = 0; i < size; i++) sum += scratch[i];
          out[get_group_id(0)] = sum;
        }
      }
      kernel void scale(global float4 *v, float4 by) { v[get_global_id(0)] *= by; }
      kernel void place(global int *v) {
        v[(get_global_id(2) * get_global_size(1) + get_global_id(1)) * get_global_size(0)
            + get_global_id(0)] += get_global_id(0) + 10 * get_global_id(1) + 100 * get_global_id(2);
      }
      """;

  @TempDir Path directory;
  private final Devices.Files files = new Devices.Files();
  private final OpenclBackend backend = Devices.open();
  private final OpenclSession session = (OpenclSession) backend.openSession(files);
  private final ProgramApi programs = session.api(ProgramApi.class);

  @AfterEach
  void close() {
    session.close();
    backend.close();
  }

  private ResourceId source(String text) throws IOException {
    return files.add(Files.writeString(Files.createTempFile(directory, "p", ".cl"), text));
  }

  private ProgramHandle build(String text) throws IOException {
    return programs.build(source(text), "", "");
  }

  private ProgramResult run(
      ProgramHandle program, String kernel, long items, ProgramArgument... arguments) {
    return programs.run(program, kernel, List.of(items), List.of(), List.of(arguments));
  }

  private static VaccelException expect(ErrorCode code, String part, Runnable call) {
    VaccelException e = assertThrows(VaccelException.class, call::run);
    assertEquals(code, e.code(), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    return e;
  }

  @Test
  void listsDevices() {
    var device = programs.devices().getFirst();
    assertEquals(backend.devices().getFirst().id(), device.id());
    assertTrue(device.memoryBytes() > 0 && device.maxGroupSize() > 0, device.toString());
  }

  @Test
  void runsKernelsOfSeveralShapes() throws IOException {
    ProgramHandle program = build(SOURCE);
    Random random = new Random(81);
    for (int n : new int[] {1, 5, 1000, 300_000}) {
      float[] a = new float[n];
      float[] b = new float[n];
      for (int i = 0; i < n; i++) {
        a[i] = random.nextFloat();
        b[i] = random.nextFloat();
      }
      ProgramResult result =
          run(
              program,
              "add",
              n,
              in(MemorySegment.ofArray(a)),
              in(MemorySegment.ofArray(b)),
              out(4L * n + 4),
              ofInt(n));
      float[] c = result.buffers().getFirst().toArray(ValueLayout.JAVA_FLOAT);
      for (int i = 0; i < n; i++) {
        assertEquals(a[i] + b[i], c[i]);
      }
      assertEquals(0, c[n], "an out buffer starts as zeros");
      assertTrue(result.kernelNs() > 0);
    }
  }

  @Test
  void sharesLocalMemoryAndTakesVectors() throws IOException {
    ProgramHandle program = build(SOURCE);
    int[] numbers = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    ProgramResult sums =
        programs.run(
            program,
            "sums",
            List.of(12L),
            List.of(4L),
            List.of(in(MemorySegment.ofArray(numbers)), out(12), local(16)));
    assertArrayEquals(
        new int[] {10, 26, 42}, sums.buffers().getFirst().toArray(ValueLayout.JAVA_INT));

    float[] v = {1, 2, 3, 4, 5, 6, 7, 8};
    MemorySegment by = MemorySegment.ofArray(new float[] {2, 3, 4, 5});
    ProgramResult scaled =
        run(
            program,
            "scale",
            2,
            inOut(MemorySegment.ofArray(v)),
            ofBytes(by.toArray(ValueLayout.JAVA_BYTE)));
    assertArrayEquals(
        new float[] {2, 6, 12, 20, 10, 18, 28, 40},
        scaled.buffers().getFirst().toArray(ValueLayout.JAVA_FLOAT));
    assertEquals(1, v[0], "the caller's memory stays");
  }

  @Test
  void runsInThreeDimensions() throws IOException {
    ProgramHandle program = build(SOURCE);
    int[] before = new int[2 * 3 * 4];
    before[23] = 1000;
    ProgramResult result =
        programs.run(
            program,
            "place",
            List.of(4L, 3L, 2L),
            List.of(2L, 3L, 1L),
            List.of(inOut(MemorySegment.ofArray(before))));
    int[] after = result.buffers().getFirst().toArray(ValueLayout.JAVA_INT);
    assertEquals(1000 + 3 + 20 + 100, after[23]);
    assertEquals(2 + 10, after[6]);
  }

  @Test
  void tellsKernelsAndTheirArguments() throws IOException {
    List<KernelInfo> kernels = programs.kernels(build(SOURCE));
    assertEquals(
        List.of("add", "place", "scale", "sums"),
        kernels.stream().map(KernelInfo::name).sorted().toList());
    KernelInfo add = kernels.stream().filter(k -> k.name().equals("add")).findFirst().orElseThrow();
    assertEquals(4, add.argumentCount());
    assertEquals(new KernelArgument("c", "float*", "global"), add.arguments().get(2));
    assertEquals(new KernelArgument("n", "int", "private"), add.arguments().get(3));
  }

  @Test
  void aProgramThatDoesNotCompileComesWithTheLog() throws IOException {
    ResourceId broken = source("kernel void f(global int *a) { a[0] = nowhere; }");
    VaccelException e =
        expect(ErrorCode.MODEL_INVALID, "nowhere", () -> programs.build(broken, "", ""));
    assertTrue(e.getMessage().contains("CL_BUILD_PROGRAM_FAILURE"), e.getMessage());
    assertEquals(-11, e.vendorCode());
    ResourceId good = source(SOURCE);
    expect(ErrorCode.MODEL_INVALID, "does not build", () -> programs.build(good, "-no-such-x", ""));
    expect(ErrorCode.INVALID_ARGUMENT, "4096", () -> programs.build(good, "x".repeat(5000), ""));
    programs.build(good, "-DX=1", "");
  }

  @Test
  void refusesWhatIsNoProgram() throws IOException {
    ResourceId noise = files.add(Files.write(directory.resolve("n"), new byte[] {1, 0, 2, 0, -1}));
    expect(ErrorCode.MODEL_INVALID, "neither UTF-8 text", () -> programs.build(noise, "", ""));
    ResourceId empty = files.add(Files.createFile(directory.resolve("e")));
    expect(ErrorCode.INVALID_ARGUMENT, "0 bytes", () -> programs.build(empty, "", ""));
    ResourceId folder = files.add(Files.createDirectory(directory.resolve("d")));
    expect(ErrorCode.INVALID_ARGUMENT, "directory", () -> programs.build(folder, "", ""));
    ResourceId unknown = new ResourceId("0".repeat(64));
    expect(ErrorCode.NOT_FOUND, "resource", () -> programs.build(unknown, "", ""));
    ResourceId good = source(SOURCE);
    expect(ErrorCode.INVALID_ARGUMENT, "'opencl:99'", () -> programs.build(good, "", "opencl:99"));
  }

  @Test
  void refusesArgumentsThatDoNotFit() throws IOException {
    ProgramHandle program = build(SOURCE);
    ProgramArgument data = in(MemorySegment.ofArray(new float[4]));
    expect(ErrorCode.NOT_FOUND, "add, ", () -> run(program, "ad", 1));
    expect(ErrorCode.INVALID_ARGUMENT, "takes 4", () -> run(program, "add", 4, data));
    expect(
        ErrorCode.INVALID_ARGUMENT,
        "argument 3 ('n'",
        () -> run(program, "add", 4, data, data, out(16), out(4)));
    expect(
        ErrorCode.INVALID_ARGUMENT,
        "argument 0 ('a'",
        () -> run(program, "add", 4, ofInt(1), data, out(16), ofInt(4)));
    expect(
        ErrorCode.INVALID_ARGUMENT,
        "argument 3 ('n', int) has 3 bytes: expected 4",
        () -> run(program, "add", 4, data, data, out(16), ofBytes((byte) 1, (byte) 2, (byte) 3)));
    expect(
        ErrorCode.INVALID_ARGUMENT,
        "argument 2 has -1 bytes",
        () -> run(program, "add", 4, data, data, out(-1), ofInt(4)));
    expect(
        ErrorCode.INVALID_ARGUMENT,
        "argument 2 has 9223372036854775807 bytes",
        () -> run(program, "add", 4, data, data, out(Long.MAX_VALUE), ofInt(4)));
    expect(
        ErrorCode.INVALID_ARGUMENT,
        "of local memory",
        () -> run(program, "sums", 4, data, out(16), local(1L << 40)));
  }

  @Test
  void refusesSizesThatDoNotFit() throws IOException {
    ProgramHandle program = build(SOURCE);
    List<ProgramArgument> arguments = List.of(out(64));
    for (List<Long> global :
        List.of(
            List.<Long>of(),
            List.of(0L),
            List.of(-4L),
            List.of(Long.MAX_VALUE, 2L),
            List.of(1L << 33, 1L << 33),
            List.of(1L, 1L, 1L, 1L))) {
      expect(
          ErrorCode.INVALID_ARGUMENT,
          "global size",
          () -> programs.run(program, "place", global, List.of(), arguments));
    }
    for (List<Long> local :
        List.of(List.of(3L), List.of(0L), List.of(4L, 1L), List.of(-4L), List.of(1L << 62))) {
      expect(
          ErrorCode.INVALID_ARGUMENT,
          "local size",
          () -> programs.run(program, "place", List.of(16L), local, arguments));
    }
  }

  @Test
  void programsAreTheSessionsOwnAndEndWithIt() throws IOException {
    ProgramHandle program = build(SOURCE);
    ProgramHandle other = new ProgramHandle(program.value() + 1);
    expect(ErrorCode.NOT_FOUND, "handle", () -> programs.kernels(other));
    programs.unload(program);
    expect(ErrorCode.NOT_FOUND, "handle", () -> run(program, "place", 1, out(4)));
    expect(ErrorCode.NOT_FOUND, "handle", () -> programs.unload(program));
    session.close();
    session.close();
    expect(ErrorCode.CLOSED, "closed", () -> session.api(ProgramApi.class));
  }

  @Test
  void theSecondBuildTakesTheKeptBinary() throws IOException {
    Path cache = directory.resolve("cache");
    String unique = SOURCE + "// " + directory;
    ResourceId id = source(unique);
    try (OpenclBackend own = Devices.open("cache", cache.toString())) {
      for (int i = 0; i < 2; i++) {
        try (var one = own.openSession(files)) {
          ProgramApi api = one.api(ProgramApi.class);
          api.kernels(api.build(id, "", ""));
        }
        assertEquals(1, kept(cache).size());
      }
      Path binary = kept(cache).getFirst();
      assertEquals(
          "rwx------",
          java.nio.file.attribute.PosixFilePermissions.toString(
              Files.getPosixFilePermissions(cache)));
      byte[] bytes = Files.readAllBytes(binary);
      // Given as a resource it is a vendor's binary. Broken in the cache it is built again.
      ResourceId vendors = files.add(Files.write(directory.resolve("vendors"), bytes));
      Files.write(binary, new byte[] {0, 1, 2});
      try (var one = own.openSession(files)) {
        ProgramApi api = one.api(ProgramApi.class);
        ProgramHandle fromBinary = api.build(vendors, "", "");
        assertEquals(4, api.kernels(fromBinary).size());
        assertEquals(4, api.kernels(api.build(id, "", "")).size());
      }
      assertEquals(bytes.length, Files.size(binary));
      assertNotEquals(kept(cache), kept(Devices.CACHE));
    }
  }

  private static List<Path> kept(Path cache) throws IOException {
    try (var list = Files.list(cache)) {
      return list.sorted().toList();
    }
  }
}
