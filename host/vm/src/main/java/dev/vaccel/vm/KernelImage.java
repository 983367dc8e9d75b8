package dev.vaccel.vm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * The file of a kernel. QEMU boots what distributions ship; Firecracker and Cloud Hypervisor want
 * x86-64's as the ELF file that is packed in it.
 *
 * <p>Source: Linux, Documentation/arch/x86/boot.rst (bzImage),
 * Documentation/arch/arm64/booting.rst.
 */
public final class KernelImage {
  private static final int ELF = 0x464c457f;
  private static final int BZIMAGE = 0x53726448; // "HdrS"
  private static final int BZIMAGE_AT = 0x202;
  private static final int SETUP_SECTORS_AT = 0x1f1;
  private static final int PAYLOAD_OFFSET_AT = 0x248;
  private static final int PAYLOAD_LENGTH_AT = 0x24c;
  private static final int SECTOR_BYTES = 512;
  private static final int GZIP = 0x8b1f;

  private KernelImage() {}

  /**
   * A kernel that a VMM without a boot loader can boot.
   *
   * @param kernel ELF, or x86-64's bzImage, packed by LZ4 or gzip; aarch64's Image stays as it is
   * @param unpacked where the ELF file is written if it has to be unpacked
   * @return the file to boot
   * @throws IOException if it is packed in another way
   */
  public static Path bootable(Path kernel, Architecture architecture, Path unpacked)
      throws IOException {
    if (architecture == Architecture.AARCH64) {
      return kernel;
    }
    byte[] file = Files.readAllBytes(kernel);
    if (file.length > Integer.BYTES && LittleEndianBytes.intAt(file, 0) == ELF) {
      return kernel;
    }
    if (file.length < PAYLOAD_LENGTH_AT + Integer.BYTES
        || LittleEndianBytes.intAt(file, BZIMAGE_AT) != BZIMAGE) {
      throw new IOException(kernel + ": expected an x86-64 kernel, bzImage or ELF");
    }
    byte[] payload = payload(kernel, file);
    try (OutputStream out = Files.newOutputStream(unpacked)) {
      unpack(kernel, payload, out);
    }
    return unpacked;
  }

  private static byte[] payload(Path kernel, byte[] file) throws IOException {
    int sectors = file[SETUP_SECTORS_AT] == 0 ? 4 : file[SETUP_SECTORS_AT] & 0xff;
    long from =
        (sectors + 1L) * SECTOR_BYTES
            + Integer.toUnsignedLong(LittleEndianBytes.intAt(file, PAYLOAD_OFFSET_AT));
    long length = Integer.toUnsignedLong(LittleEndianBytes.intAt(file, PAYLOAD_LENGTH_AT));
    if (length < Integer.BYTES || from + length > file.length) {
      throw new IOException(kernel + ": its header says that it is longer than it is");
    }
    return Arrays.copyOfRange(file, (int) from, (int) (from + length));
  }

  private static void unpack(Path kernel, byte[] payload, OutputStream out) throws IOException {
    int magic = LittleEndianBytes.intAt(payload, 0);
    if (magic == Lz4Blocks.MAGIC) {
      Lz4Blocks.unpack(Arrays.copyOfRange(payload, Integer.BYTES, payload.length), out);
    } else if ((magic & 0xffff) == GZIP) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(payload))) {
        in.transferTo(out);
      }
    } else {
      throw new IOException(
          kernel
              + ": packed by neither LZ4 nor gzip; give an ELF kernel (--kernel), which Linux's"
              + " scripts/extract-vmlinux makes");
    }
  }
}
