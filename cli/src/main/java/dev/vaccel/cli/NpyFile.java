package dev.vaccel.cli;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.VaccelException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Tensors in numpy's {@code .npy} files: versions 1 to 3, either byte order, C or Fortran order.
 * Writes version 1, little-endian, C order. Source: numpy.lib.format.
 */
final class NpyFile {
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT_UNALIGNED;

  private NpyFile() {}

  /**
   * Reads a file; the tensor's memory is the garbage collector's.
   *
   * @throws Failure if it is no such file, or its element type is none of ours
   */
  static Tensor read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() < NpyHeader.PREFIX_BYTES) {
        throw new NpyFormatException("it has " + channel.size() + " bytes and no header");
      }
      // A copy, not a mapping: a file that shrinks under a mapping ends the JVM.
      MemorySegment all = Arena.ofAuto().allocate(channel.size(), 64);
      fill(channel, all);
      return parse(all);
    } catch (NpyFormatException | VaccelException e) {
      throw Failure.failed(file + " is no usable .npy file: " + e.getMessage());
    }
  }

  /** Reads the content of a file. */
  static Tensor parse(MemorySegment all) throws NpyFormatException {
    byte[] prefix =
        all.asSlice(0, Math.min(all.byteSize(), NpyHeader.PREFIX_BYTES))
            .toArray(ValueLayout.JAVA_BYTE);
    if (prefix.length < NpyHeader.PREFIX_BYTES
        || !new String(prefix, 0, 6, StandardCharsets.ISO_8859_1).equals("\u0093NUMPY")) {
      throw new NpyFormatException("it does not begin with \\x93NUMPY");
    }
    int version = prefix[6];
    if (version < 1 || version > 3) {
      throw new NpyFormatException("version " + version + ": expected 1, 2 or 3");
    }
    int start = version == 1 ? NpyHeader.PREFIX_BYTES : NpyHeader.PREFIX_BYTES + 2;
    long length =
        version == 1
            ? (prefix[8] & 0xff) | (prefix[9] & 0xff) << 8
            : all.byteSize() < start ? -1 : Integer.toUnsignedLong(all.get(LENGTH, 8));
    if (length < 0 || length > MAX_HEADER_BYTES || start + length > all.byteSize()) {
      throw new NpyFormatException("its header of " + length + " bytes leaves the file");
    }
    NpyHeader header =
        NpyHeader.parse(
            new String(
                all.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE),
                version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
    NpyType type = NpyType.of(header.descr());
    if (type == null) {
      throw new NpyFormatException(
          "element type '"
              + header.descr()
              + "': expected f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 V2 (bf16), S or U");
    }
    MemorySegment data = all.asSlice(start + length);
    Shape shape = header.shape();
    long count = shape.elementCount();
    long expected = count > Long.MAX_VALUE / type.bytes() ? -1 : count * type.bytes();
    if (expected < 0 || data.byteSize() != expected) {
      throw new NpyFormatException(
          "its shape "
              + shape
              + " of "
              + header.descr()
              + " needs "
              + (expected < 0 ? "more than 2^63" : Long.toString(expected))
              + " bytes, it has "
              + data.byteSize());
    }
    MemorySegment ordered =
        header.isFortranOrder() && shape.rank() > 1
            ? ElementOrder.rowMajor(data, shape, type.bytes())
            : data;
    if (type.type() == ElementType.STRING) {
      return Tensor.ofStrings(shape, NpyStrings.decode(ordered, count, type));
    }
    if (type.isBigEndian() && type.bytes() > 1) {
      ordered = ElementOrder.reversedBytes(ordered, type.bytes());
    }
    return new Tensor(type.type(), shape, ordered);
  }

  /** Writes a tensor, replacing a file that is there. */
  static void write(Path file, Tensor tensor) throws IOException {
    String descr;
    MemorySegment data;
    if (tensor.elementType() == ElementType.STRING) {
      NpyStrings encoded = NpyStrings.encode(tensor.strings());
      descr = encoded.descr();
      data = encoded.data();
    } else {
      descr = NpyType.descr(tensor.elementType());
      data = tensor.data();
    }
    byte[] header = new NpyHeader(descr, false, tensor.shape()).encode();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(channel, MemorySegment.ofArray(header));
      write(channel, data);
    }
  }

  private static final int CHUNK_BYTES = 1 << 26; // a ByteBuffer holds less than 2 GiB

  private static void fill(FileChannel channel, MemorySegment target)
      throws IOException, NpyFormatException {
    long at = 0;
    while (at < target.byteSize()) {
      ByteBuffer chunk =
          target.asSlice(at, Math.min(CHUNK_BYTES, target.byteSize() - at)).asByteBuffer();
      int read = channel.read(chunk);
      if (read < 0) {
        throw new NpyFormatException("it ended while it was read");
      }
      at += read;
    }
  }

  private static void write(FileChannel channel, MemorySegment data) throws IOException {
    long at = 0;
    while (at < data.byteSize()) {
      MemorySegment chunk = data.asSlice(at, Math.min(CHUNK_BYTES, data.byteSize() - at));
      // A channel takes a segment over bytes or off the heap, not one over longs.
      ByteBuffer bytes =
          chunk.isNative()
              ? chunk.asByteBuffer()
              : ByteBuffer.wrap(chunk.toArray(ValueLayout.JAVA_BYTE));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      at += chunk.byteSize();
    }
  }
}
