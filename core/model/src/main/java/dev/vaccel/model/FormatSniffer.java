package dev.vaccel.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Knows model files by their content. */
final class FormatSniffer {
  /** Enough for a FlatBuffer's identifier and the first fields of a ModelProto. */
  private static final int HEAD_BYTES = 512;

  private static final byte[] TFLITE_IDENTIFIER = "TFL3".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ZIP_MAGIC = {'P', 'K', 3, 4};

  private FormatSniffer() {}

  static Optional<ModelFormat> sniff(Path file) throws IOException {
    byte[] head = head(file);
    // FlatBuffers: 4 bytes of root offset, then the file identifier.
    if (head.length >= 8 && Arrays.equals(head, 4, 8, TFLITE_IDENTIFIER, 0, 4)) {
      return Optional.of(ModelFormat.TFLITE);
    }
    if (isZip(head)) {
      return isTorchScript(file) ? Optional.of(ModelFormat.TORCHSCRIPT) : Optional.empty();
    }
    if (looksLikeGraph(head)) {
      return Optional.of(ModelFormat.FROZENGRAPH);
    }
    return looksLikeOnnx(head) ? Optional.of(ModelFormat.ONNX) : Optional.empty();
  }

  static boolean isZip(Path file) throws IOException {
    return isZip(head(file));
  }

  /** The first bytes, for messages: {@code 89504e47 0d0a1a0a}. */
  static String firstBytes(Path file) throws IOException {
    byte[] head = head(file);
    return head.length == 0
        ? "the file is empty"
        : "first bytes " + HexFormat.of().formatHex(head, 0, Math.min(8, head.length));
  }

  private static boolean isZip(byte[] head) {
    return head.length >= 4 && Arrays.equals(head, 0, 4, ZIP_MAGIC, 0, 4);
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD_BYTES);
    }
  }

  /** torch.jit.save: NAME/data.pkl and NAME/constants.pkl in a zip. */
  private static boolean isTorchScript(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().map(ZipEntry::getName).anyMatch(name -> name.endsWith("/constants.pkl"));
    } catch (IOException _) {
      return false; // a damaged zip is no TorchScript; opening it as a bundle says what is wrong
    }
  }

  /**
   * Whether it begins as a GraphDef does: field 1, a NodeDef, which begins with its name (1) and
   * its operation (2), both texts. Neither has a magic number.
   */
  private static boolean looksLikeGraph(byte[] head) {
    int at = afterTag(head, 0);
    at = afterTag(head, at);
    if (at < 0 || at >= head.length) {
      return false;
    }
    int operation = at + head[at - 1]; // names are shorter than 128 bytes here, or it is not known
    return head[at - 1] > 0 && operation < head.length && head[operation] == (2 << 3 | 2);
  }

  /** Behind the tag of a field 1 with a length, and behind that length; -1 for something else. */
  private static int afterTag(byte[] head, int start) {
    if (start < 0 || start >= head.length || head[start] != (1 << 3 | 2)) {
      return -1;
    }
    for (int at = start + 1; at < Math.min(head.length, start + 6); at++) {
      if (head[at] >= 0) {
        return at + 1;
      }
    }
    return -1;
  }

  /**
   * Whether the first two fields have numbers and wire types of a ModelProto (onnx.proto: 1
   * ir_version, 2 producer_name, 3 producer_version, 4 domain, 5 model_version, 6 doc_string, 7
   * graph, 8 opset_import, 14 metadata_props, 20 training_info, 25 functions). ONNX has no magic
   * number; every exporter writes ir_version first. A file cut short still counts, so that the
   * framework can say what is missing.
   */
  private static boolean looksLikeOnnx(byte[] head) {
    int at = 0;
    for (int field = 0; field < 2; field++) {
      if (at >= head.length) {
        return field > 0;
      }
      int tag = head[at] & 0xFF;
      boolean number = tag == (1 << 3) || tag == (5 << 3);
      boolean message =
          (tag & 7) == 2 && ((tag >> 3 >= 2 && tag >> 3 <= 8 && tag >> 3 != 5) || tag >> 3 == 14);
      if ((!number && !message) || (field == 0 && tag != (1 << 3))) {
        return false;
      }
      long value = 0;
      int shift = 0;
      do {
        at++;
        if (at >= head.length || shift > 56) {
          return field > 0;
        }
        value |= (long) (head[at] & 0x7F) << shift;
        shift += 7;
      } while (head[at] < 0);
      at++;
      if (field == 0 && (value < 1 || value > 1000)) {
        return false; // ir_version is 13 in 2026
      }
      if (message) {
        return true;
      }
    }
    return true;
  }
}
