package dev.vaccel.cli;

import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.TypedArgument;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Reads {@code --arg} and {@code --write} of {@code vaccel exec --vaccel-args}. */
final class TypedArguments {
  /** The forms of a read argument, for help and messages. */
  static final String FORMS =
      "TYPE:VALUE with a number (int32:7, uint8:255, float64:0.5, bool:1), string:TEXT, or HEX or"
          + " @FILE for any other type (int32-array:0100000002000000, buffer:@photo.jpg, raw:)";

  private TypedArguments() {}

  /** Reads a read argument. */
  static TypedArgument read(String text) throws IOException {
    ArgumentType type = type("--arg", text);
    String value = text.substring(text.indexOf(':') + 1);
    if (type == ArgumentType.STRING && !value.startsWith("@")) {
      return TypedArgument.ofText(value);
    }
    if (type.elementBytes() > 0 && !type.isArray() && !value.startsWith("@")) {
      return number(type, text, value);
    }
    return TypedArgument.of(type, bytes(text, value));
  }

  /** Reads a write argument: its type and how many bytes it may have. */
  static TypedArgument write(String text) {
    ArgumentType type = type("--write", text);
    try {
      long bytes = ByteSize.parse(text.substring(text.indexOf(':') + 1)).bytes();
      return TypedArgument.room(type, bytes);
    } catch (picocli.CommandLine.TypeConversionException e) {
      throw Failure.usage("--write " + text + ": " + e.getMessage() + "; expected TYPE:BYTES");
    }
  }

  private static ArgumentType type(String option, String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw Failure.usage(option + " " + text + ": expected TYPE:, as in int32:");
    }
    return CipherFiles.named(ArgumentType.values(), option, text.substring(0, colon));
  }

  private static TypedArgument number(ArgumentType type, String text, String value) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int size = type.elementBytes();
    try {
      switch (type) {
        case FLOAT32 -> bytes.putFloat(Float.parseFloat(value));
        case FLOAT64 -> bytes.putDouble(Double.parseDouble(value));
        default -> bytes.putLong(whole(type, value));
      }
    } catch (NumberFormatException _) {
      throw Failure.usage("--arg " + text + ": '" + value + "' is no " + name(type));
    }
    return TypedArgument.of(type, MemorySegment.ofArray(bytes.array()).asSlice(0, size));
  }

  private static long whole(ArgumentType type, String value) {
    boolean unsigned = type.name().startsWith("U") || type == ArgumentType.BOOL;
    int bits = type == ArgumentType.BOOL ? 1 : 8 * type.elementBytes();
    long number = unsigned ? Long.parseUnsignedLong(value) : Long.parseLong(value);
    boolean fits =
        bits == Long.SIZE
            || (unsigned ? number >>> bits == 0 : number << (64 - bits) >> (64 - bits) == number);
    if (!fits) {
      throw new NumberFormatException();
    }
    return number;
  }

  private static MemorySegment bytes(String text, String value) throws IOException {
    if (value.startsWith("@")) {
      return MemorySegment.ofArray(Files.readAllBytes(Path.of(value.substring(1))));
    }
    try {
      return MemorySegment.ofArray(HexFormat.of().parseHex(value));
    } catch (IllegalArgumentException _) {
      throw Failure.usage("--arg " + text + ": expected hexadecimal digits or @FILE");
    }
  }

  private static String name(ArgumentType type) {
    return CipherFiles.dashed(type);
  }
}
