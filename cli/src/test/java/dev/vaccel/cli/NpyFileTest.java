package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.VaccelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NpyFileTest {
  private static final long SEED = Long.getLong("vaccel.test-seed", 20261101);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void tensorsComeBackAsTheyWere(ElementType type) throws IOException {
    Random random = new Random(SEED + type.number());
    for (int round = 0; round < 30; round++) {
      Shape shape = shape(random);
      Tensor tensor = random(type, shape, random);
      Path file = directory.resolve(type + "-" + round + ".npy");
      NpyFile.write(file, tensor);
      Tensor back = NpyFile.read(file);
      String which = "seed " + SEED + " round " + round + " " + shape;
      assertEquals(type, back.elementType(), which);
      assertEquals(shape, back.shape(), which);
      assertEquals(-1, tensor.data().mismatch(back.data()), which);
      assertEquals(0, (Files.size(file) - dataBytes(file, tensor)) % 64, "data is aligned");
    }
  }

  private static long dataBytes(Path file, Tensor tensor) throws IOException {
    if (tensor.elementType() != ElementType.STRING) {
      return tensor.data().byteSize();
    }
    String header = Files.readString(file, StandardCharsets.ISO_8859_1);
    int start = header.indexOf("<U") + 2;
    int length = Integer.parseInt(header.substring(start, header.indexOf('\'', start)));
    return 4L * length * tensor.shape().elementCount();
  }

  private static Shape shape(Random random) {
    long[] dims = new long[random.nextInt(5)];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = random.nextInt(random.nextInt(8) == 0 ? 1 : 6);
    }
    return Shape.of(dims);
  }

  private static Tensor random(ElementType type, Shape shape, Random random) {
    int count = (int) shape.elementCount();
    if (type == ElementType.STRING) {
      List<String> pool = List.of("", "a", "vaccel", "größe", "日本", "\uD83D\uDE80!");
      return Tensor.ofStrings(
          shape, random.ints(count, 0, pool.size()).mapToObj(pool::get).toList());
    }
    byte[] bytes = new byte[count * type.bytes()];
    random.nextBytes(bytes);
    if (type == ElementType.BOOL) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] &= 1;
      }
    }
    return new Tensor(type, shape, MemorySegment.ofArray(bytes));
  }

  @Test
  void headerIsWhatNumpyWrites() throws IOException {
    Path file = directory.resolve("x.npy");
    NpyFile.write(file, Tensor.ofFloats(Shape.of(1, 2), 1, 2));
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertTrue(
        text.startsWith(
            "\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f4', 'fortran_order': False, 'shape': (1,"
                + " 2), }"),
        text);
    assertEquals('\n', text.charAt(127));
    assertEquals(128 + 8, text.length());
  }

  @Test
  void fortranOrderAndBigEndianAreTurnedAround() throws NpyFormatException {
    // [[1, 2, 3], [4, 5, 6]] with the first index running fastest: 1 4 2 5 3 6.
    byte[] data = {0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6};
    Tensor tensor = parse(1, "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }", data);
    assertEquals(ElementType.I16, tensor.elementType());
    assertArrayEquals(
        new short[] {1, 2, 3, 4, 5, 6}, tensor.data().toArray(ValueLayout.JAVA_SHORT_UNALIGNED));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsEveryVersionAndAnyLayoutOfTheDictionary(int version) throws NpyFormatException {
    Tensor tensor =
        parse(version, "{\"shape\":(2,),'fortran_order':False , 'descr':'|u1'}", new byte[] {7, 9});
    assertEquals(List.of(7L, 9L), Elements.first(tensor, 5));
  }

  @Test
  void byteStringsAndBigEndianTextAreRead() throws NpyFormatException {
    Tensor bytes =
        parse(
            1,
            "{'descr': '|S3', 'fortran_order': False, 'shape': (2,), }",
            new byte[] {'a', 'b', 0, 'c', 0, 0});
    assertEquals(List.of("ab", "c"), bytes.strings());
    Tensor text =
        parse(
            1,
            "{'descr': '>U1', 'fortran_order': False, 'shape': (), }",
            new byte[] {0, 0, 0, 'x'});
    assertEquals(List.of("x"), text.strings());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{'descr': '<f4'}",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999999999, 1000000), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1152921504606846976, 2), }",
        "{'descr': '|S0', 'fortran_order': False, 'shape': (999999999999,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), "
      })
  void unusableHeadersAreRefused(String header) throws IOException {
    Path file = directory.resolve("bad.npy");
    Files.write(file, bytes(1, header, new byte[4]));
    Failure failure = assertThrows(Failure.class, () -> NpyFile.read(file));
    assertTrue(
        String.valueOf(failure.getMessage()).startsWith(file + " is no usable .npy file: "),
        failure.getMessage());
  }

  @Test
  void damagedFilesAreRefusedAndNothingElseHappens() throws IOException {
    Random random = new Random(SEED);
    byte[] good =
        bytes(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", new byte[24]);
    Path file = directory.resolve("damaged.npy");
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = java.util.Arrays.copyOf(good, random.nextInt(good.length + 3));
      for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Files.write(file, damaged);
      try {
        NpyFile.read(file);
      } catch (Failure expected) {
        assertEquals(ExitCodes.FAILED, expected.exitCode());
      } catch (VaccelException | IndexOutOfBoundsException e) {
        throw new AssertionError("seed " + SEED + " round " + round, e);
      }
    }
  }

  private static Tensor parse(int version, String header, byte[] data) throws NpyFormatException {
    return NpyFile.parse(MemorySegment.ofArray(bytes(version, header, data)));
  }

  private static byte[] bytes(int version, String header, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    out.writeBytes("\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1));
    out.write(version);
    out.write(0);
    int lengthBytes = version == 1 ? 2 : 4;
    for (int i = 0; i < lengthBytes; i++) {
      out.write(text.length >>> (8 * i));
    }
    out.writeBytes(text);
    out.writeBytes(data);
    return out.toByteArray();
  }
}
