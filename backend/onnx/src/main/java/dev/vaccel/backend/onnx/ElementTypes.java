package dev.vaccel.backend.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import dev.vaccel.api.ElementType;
import org.jspecify.annotations.Nullable;

/** Element types of both sides. */
final class ElementTypes {
  private ElementTypes() {}

  /** The type of a model's tensor; null for what this project has no type for (complex, f8). */
  static @Nullable ElementType of(OnnxTensorType type) {
    return switch (type) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> ElementType.F16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> ElementType.BF16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> ElementType.F32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> ElementType.F64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> ElementType.I8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> ElementType.U8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> ElementType.I16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> ElementType.U16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> ElementType.I32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> ElementType.U32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> ElementType.I64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> ElementType.U64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> ElementType.BOOL;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> ElementType.STRING;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FN,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FNUZ,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2,
          ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2FNUZ ->
          null;
    };
  }

  /**
   * The Java binding's type for an input; null where its public methods have none: they know no
   * unsigned type but u8.
   */
  static @Nullable OnnxJavaType publicType(ElementType type) {
    return switch (type) {
      case F16 -> OnnxJavaType.FLOAT16;
      case BF16 -> OnnxJavaType.BFLOAT16;
      case F32 -> OnnxJavaType.FLOAT;
      case F64 -> OnnxJavaType.DOUBLE;
      case I8 -> OnnxJavaType.INT8;
      case U8 -> OnnxJavaType.UINT8;
      case I16 -> OnnxJavaType.INT16;
      case I32 -> OnnxJavaType.INT32;
      case I64 -> OnnxJavaType.INT64;
      case BOOL -> OnnxJavaType.BOOL;
      case STRING -> OnnxJavaType.STRING;
      case U16, U32, U64 -> null;
    };
  }
}
