package dev.vaccel.backend.tensorflow;

import dev.vaccel.api.ElementType;
import org.jspecify.annotations.Nullable;

/** Element types of both sides. Numbers: TF_DataType of tf_datatype.h, TensorFlow 2.18. */
final class ElementTypes {
  private ElementTypes() {}

  /** Null for what this project has no type for (complex, resources, variants). */
  static @Nullable ElementType of(int number) {
    return switch (number) {
      case 1 -> ElementType.F32;
      case 2 -> ElementType.F64;
      case 3 -> ElementType.I32;
      // Quantised ones are numbers to us; their scale stands in the graph.
      case 4, 12 -> ElementType.U8;
      case 5 -> ElementType.I16;
      case 6, 11 -> ElementType.I8;
      case 7 -> ElementType.STRING;
      case 9 -> ElementType.I64;
      case 10 -> ElementType.BOOL;
      case 14 -> ElementType.BF16;
      case 17 -> ElementType.U16;
      case 19 -> ElementType.F16;
      case 22 -> ElementType.U32;
      case 23 -> ElementType.U64;
      default -> null;
    };
  }

  static int number(ElementType type) {
    return switch (type) {
      case F32 -> 1;
      case F64 -> 2;
      case I32 -> 3;
      case U8 -> 4;
      case I16 -> 5;
      case I8 -> 6;
      case STRING -> 7;
      case I64 -> 9;
      case BOOL -> 10;
      case BF16 -> 14;
      case U16 -> 17;
      case F16 -> 19;
      case U32 -> 22;
      case U64 -> 23;
    };
  }
}
