package dev.vaccel.vm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Prerequisites;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelImageTest {
  private static final byte[] ELF = "\u007fELF and more".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;

  private Path bootable(byte[] kernel) throws IOException {
    Path file = Files.write(directory.resolve("kernel"), kernel);
    return KernelImage.bootable(file, Architecture.X86_64, directory.resolve("unpacked"));
  }

  /** A bzImage with one setup sector whose payload begins 8 bytes behind it. */
  private static byte[] bzImage(byte[] payload) {
    ByteBuffer image =
        ByteBuffer.allocate(2 * 512 + 8 + payload.length + 5).order(ByteOrder.LITTLE_ENDIAN);
    image.put(0x1f1, (byte) 1);
    image.putInt(0x202, 0x53726448);
    image.putInt(0x248, 8);
    image.putInt(0x24c, payload.length);
    image.put(2 * 512 + 8, payload);
    return image.array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  /** Blocks of the old format, with the unpacked size behind them. */
  private static byte[] lz4(byte[]... blocks) {
    ByteBuffer packed = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    packed.putInt(0x184C2102);
    for (byte[] block : blocks) {
      packed.putInt(block.length).put(block);
    }
    packed.putInt(123_456_789);
    return Arrays.copyOf(packed.array(), packed.position());
  }

  @Test
  void anElfFileStaysAsItIs() throws IOException {
    assertEquals(directory.resolve("kernel"), bootable(ELF));
  }

  @Test
  void gzipIsUnpacked() throws IOException {
    assertArrayEquals(ELF, Files.readAllBytes(bootable(bzImage(gzip(ELF)))));
  }

  @Test
  void lz4IsUnpacked() throws IOException {
    // "abcd", 3 + 4 bytes from 4 back, "x"; then 15 + 5 times "z".
    byte[] first = {0x43, 'a', 'b', 'c', 'd', 4, 0, 0x10, 'x'};
    byte[] second = new byte[22];
    Arrays.fill(second, (byte) 'z');
    second[0] = (byte) 0xf0;
    second[1] = 5;
    assertEquals(
        "abcdabcdabcx" + "z".repeat(20), Files.readString(bootable(bzImage(lz4(first, second)))));
  }

  @Test
  void aMatchMayCoverWhatItWrites() throws IOException {
    // "ab", 15 + 0 + 4 bytes from 1 back.
    byte[] block = {0x2f, 'a', 'b', 1, 0, 0, 0x00};
    assertEquals("a" + "b".repeat(20), Files.readString(bootable(bzImage(lz4(block)))));
  }

  @Test
  void brokenPackingIsAnError() {
    byte[] before = {0x10, 'a', 9, 0}; // nine bytes back where there is one
    byte[] beyond = {(byte) 0xf0, (byte) 200, 'a'};
    for (byte[] block : new byte[][] {before, beyond}) {
      assertThrows(IOException.class, () -> bootable(bzImage(lz4(block))));
    }
  }

  @Test
  void whatIsNoKernelIsRefused() {
    byte[] xz = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
    IOException packed = assertThrows(IOException.class, () -> bootable(bzImage(xz)));
    assertTrue(packed.toString().contains("neither LZ4 nor gzip"), packed.getMessage());
    assertThrows(IOException.class, () -> bootable(new byte[0]));
    assertThrows(IOException.class, () -> bootable(new byte[2000]));
    byte[] lying = bzImage(new byte[50]);
    ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putInt(0x24c, -1);
    assertThrows(IOException.class, () -> bootable(lying));
  }

  @Test
  void debiansKernelIsUnpacked() throws IOException {
    Path kernel = GuestKernel.directory(Architecture.X86_64).resolve("vmlinuz");
    Prerequisites.require(
        Files.isReadable(kernel),
        "no " + kernel + "; run " + GuestKernel.fetchCommand(Architecture.X86_64));
    Path unpacked = KernelImage.bootable(kernel, Architecture.X86_64, directory.resolve("vmlinux"));
    byte[] elf = Files.readAllBytes(unpacked);
    ByteBuffer header = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(0x464c457f, header.getInt(0));
    long sections = header.getLong(0x28);
    int count = Short.toUnsignedInt(header.getShort(0x3c));
    int entryBytes = Short.toUnsignedInt(header.getShort(0x3a));
    // Behind the table come relocations, whose list ends with the file.
    assertTrue(sections + (long) count * entryBytes <= elf.length, sections + " " + elf.length);
    assertEquals(0, elf.length % Integer.BYTES);
  }
}
