package dev.vaccel.backend.tflite;

import dev.vaccel.api.ElementType;
import org.jspecify.annotations.Nullable;

/** Element types by TensorFlow Lite's numbers: TfLiteType of core/c/c_api_types.h, 2.20. */
final class ElementTypes {
  private ElementTypes() {}

  /** The type with this number; null for what does not pass (string, complex, int4, resource). */
  static @Nullable ElementType of(int number) {
    return switch (number) {
      case 1 -> ElementType.F32;
      case 2 -> ElementType.I32;
      case 3 -> ElementType.U8;
      case 4 -> ElementType.I64;
      case 6 -> ElementType.BOOL;
      case 7 -> ElementType.I16;
      case 9 -> ElementType.I8;
      case 10 -> ElementType.F16;
      case 11 -> ElementType.F64;
      case 13 -> ElementType.U64;
      case 16 -> ElementType.U32;
      case 17 -> ElementType.U16;
      case 19 -> ElementType.BF16;
      default -> null;
    };
  }

  /** For messages. */
  static String name(int number) {
    return switch (number) {
      case 0 -> "no type";
      case 5 -> "string";
      case 8 -> "complex64";
      case 12 -> "complex128";
      case 14 -> "resource";
      case 15 -> "variant";
      case 18 -> "int4";
      default -> "type " + number;
    };
  }
}
