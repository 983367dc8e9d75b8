package dev.vaccel.cli;

import dev.vaccel.api.ExecArgument;
import dev.vaccel.api.ExecKind;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;

/** Reads {@code --arg} and {@code --returns} of {@code vaccel exec}. */
final class ExecArguments {
  /** The forms, for help and messages. */
  static final String FORMS =
      "i32:N, i64:N, f32:X, f64:X, in:HEX, in:@FILE, out:BYTES, inout:HEX or inout:@FILE";

  private ExecArguments() {}

  /** Reads one argument. */
  static ExecArgument parse(String text) throws IOException {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    String value = text.substring(colon + 1);
    try {
      return switch (kind) {
        case "i32" -> ExecArgument.ofInt(i32(value));
        case "i64" -> ExecArgument.ofLong(i64(value));
        case "f32" -> ExecArgument.ofFloat(Float.parseFloat(value));
        case "f64" -> ExecArgument.ofDouble(Double.parseDouble(value));
        case "in" -> ExecArgument.in(bytes(value));
        case "inout" -> ExecArgument.inOut(bytes(value));
        case "out" -> ExecArgument.out(ByteSize.parse(value).bytes());
        default -> throw invalid(text, "");
      };
    } catch (NumberFormatException _) {
      throw invalid(text, "'" + value + "' is no " + kind + " number; ");
    } catch (picocli.CommandLine.TypeConversionException e) {
      throw invalid(text, e.getMessage() + "; ");
    }
  }

  /** Reads the type of a result. */
  static ExecKind returns(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "void" -> ExecKind.VOID;
      case "i32" -> ExecKind.I32;
      case "i64" -> ExecKind.I64;
      case "f32" -> ExecKind.F32;
      case "f64" -> ExecKind.F64;
      default -> throw Failure.usage("--returns " + text + ": expected void, i32, i64, f32 or f64");
    };
  }

  private static int i32(String text) {
    // 0xffffffff is as good as -1.
    return text.startsWith("0x")
        ? Integer.parseUnsignedInt(text.substring(2), 16)
        : Integer.parseInt(text);
  }

  private static long i64(String text) {
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : Long.parseLong(text);
  }

  private static MemorySegment bytes(String text) throws IOException {
    if (text.startsWith("@")) {
      return MemorySegment.ofArray(Files.readAllBytes(Path.of(text.substring(1))));
    }
    try {
      return MemorySegment.ofArray(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException _) {
      throw Failure.usage(
          "--arg ..." + text + ": expected an even number of hexadecimal digits, or @FILE");
    }
  }

  private static Failure invalid(String text, String why) {
    return Failure.usage("--arg " + text + ": " + why + "expected " + FORMS);
  }
}
