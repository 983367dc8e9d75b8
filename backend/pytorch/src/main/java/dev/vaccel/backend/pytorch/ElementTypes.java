package dev.vaccel.backend.pytorch;

import dev.vaccel.api.ElementType;
import org.jspecify.annotations.Nullable;

/** Element types of both sides. Numbers: DJL's, which its JNI library translates. */
final class ElementTypes {
  private ElementTypes() {}

  /** Null for what there is no number for here. */
  static @Nullable ElementType of(int number) {
    return switch (number) {
      case 0 -> ElementType.F32;
      case 1 -> ElementType.F64;
      case 2 -> ElementType.F16;
      case 3 -> ElementType.U8;
      case 4 -> ElementType.I32;
      case 5 -> ElementType.I8;
      case 6 -> ElementType.I64;
      case 7 -> ElementType.BOOL;
      default -> null;
    };
  }

  /** -1 for a type that LibTorch is not given here. */
  static int number(ElementType type) {
    return switch (type) {
      case F32 -> 0;
      case F64 -> 1;
      case F16 -> 2;
      case U8 -> 3;
      case I32 -> 4;
      case I8 -> 5;
      case I64 -> 6;
      case BOOL -> 7;
      case BF16, I16, U16, U32, U64, STRING -> -1;
    };
  }
}
