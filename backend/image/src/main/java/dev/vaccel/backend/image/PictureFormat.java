package dev.vaccel.backend.image;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Formats that can be decoded, known by their first bytes. */
enum PictureFormat {
  JPEG("JPEG"),
  PNG("PNG"),
  GIF("GIF"),
  BMP("BMP"),
  WEBP("WebP");

  private static final int HEAD_BYTES = 16;

  private final String title;

  PictureFormat(String title) {
    this.title = title;
  }

  /** Name of the reader in ImageIO. */
  String readerName() {
    return title;
  }

  @Override
  public String toString() {
    return title;
  }

  static PictureFormat of(MemorySegment picture) {
    byte[] bytes =
        picture.asSlice(0, Math.min(HEAD_BYTES, picture.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
      return GIF;
    }
    if (head.startsWith("BM")) {
      return BMP;
    }
    if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return WEBP;
    }
    throw new UnsupportedException(
        ErrorCode.UNSUPPORTED_TYPE,
        "picture is "
            + (bytes.length == 0
                ? "empty"
                : guess(head)
                    + " (first bytes "
                    + HexFormat.of().formatHex(bytes, 0, Math.min(8, bytes.length))
                    + ")")
            + ": expected JPEG, PNG, GIF, BMP or WebP");
  }

  private static String guess(String head) {
    if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      return "TIFF";
    }
    if (head.startsWith("ftyp", 4)) {
      return "HEIF, AVIF or video";
    }
    if (head.startsWith("%PDF")) {
      return "PDF";
    }
    if (head.startsWith("<")) {
      return "XML, SVG or HTML";
    }
    return "of no known format";
  }
}
