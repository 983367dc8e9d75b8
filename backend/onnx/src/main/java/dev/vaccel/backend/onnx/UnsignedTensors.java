package dev.vaccel.backend.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * Inputs of the types u16, u32 and u64. The native library takes them, but the Java binding's
 * public methods always call them signed, so this uses its inner ones (ONNX Runtime 1.29.0, {@code
 * OnnxTensor.createTensor} of the Java sources). With another version it may say that the type is
 * not supported; nothing else is lost.
 */
final class UnsignedTensors {
  private UnsignedTensors() {}

  /**
   * A tensor over {@code data}, which must stay alive as long as it.
   *
   * @param data direct, native byte order
   */
  static OnnxTensor create(
      OrtEnvironment environment, ElementType type, ByteBuffer data, long[] dims)
      throws OrtException {
    OnnxTensorType onnxType =
        switch (type) {
          case U16 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16;
          case U32 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32;
          case U64 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64;
          case F16, BF16, F32, F64, I8, U8, I16, I32, I64, BOOL, STRING ->
              throw new IllegalArgumentException(type.lowerName());
        };
    try {
      Field allocatorField = open(OrtEnvironment.class.getDeclaredField("defaultAllocator"));
      Object allocator = allocatorField.get(environment);
      long allocatorHandle =
          open(allocator.getClass().getDeclaredField("handle")).getLong(allocator);
      long apiHandle =
          open(Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle"))
              .getLong(null);
      Method create =
          OnnxTensor.class.getDeclaredMethod(
              "createTensorFromBuffer",
              long.class,
              long.class,
              Buffer.class,
              int.class,
              long.class,
              long[].class,
              int.class);
      create.setAccessible(true);
      Constructor<TensorInfo> newInfo =
          TensorInfo.class.getDeclaredConstructor(
              long[].class, OnnxJavaType.class, OnnxTensorType.class);
      newInfo.setAccessible(true);
      Constructor<OnnxTensor> newTensor =
          OnnxTensor.class.getDeclaredConstructor(
              long.class, long.class, TensorInfo.class, Buffer.class, boolean.class);
      newTensor.setAccessible(true);
      Object nativeHandle =
          create.invoke(
              null,
              apiHandle,
              allocatorHandle,
              data,
              0,
              (long) data.remaining(),
              dims,
              onnxType.value);
      TensorInfo info =
          newInfo.newInstance(dims, OnnxJavaType.mapFromOnnxTensorType(onnxType), onnxType);
      return newTensor.newInstance(nativeHandle, allocatorHandle, info, data, false);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof OrtException failure) {
        throw failure;
      }
      throw unsupported(type, e);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unsupported(type, e);
    }
  }

  private static Field open(Field field) {
    field.setAccessible(true);
    return field;
  }

  private static UnsupportedException unsupported(ElementType type, Exception e) {
    return new UnsupportedException(
        ErrorCode.UNSUPPORTED_TYPE,
        "input of type "
            + type.lowerName()
            + ": this version of ONNX Runtime's Java binding takes"
            + " f16 bf16 f32 f64 i8 u8 i16 i32 i64 bool string",
        e);
  }
}
