package dev.vaccel.backend.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one run as ONNX Runtime takes them. Native memory is passed as it is; heap memory
 * and elements that are not aligned are copied once. Confined to the thread of the run.
 */
final class RunInputs implements AutoCloseable {
  private final OrtEnvironment environment;
  private final Map<String, OnnxTensor> byName = new HashMap<>();
  private @Nullable Arena copies;

  RunInputs(OrtEnvironment environment, List<NamedTensor> inputs) throws OrtException {
    this.environment = environment;
    try {
      for (NamedTensor input : inputs) {
        byName.put(input.name(), tensor(input));
      }
    } catch (RuntimeException | OrtException e) {
      close();
      throw e;
    }
  }

  Map<String, OnnxTensor> byName() {
    return byName;
  }

  @Override
  public void close() {
    byName.values().forEach(OnnxTensor::close);
    if (copies != null) {
      copies.close();
      copies = null;
    }
  }

  private OnnxTensor tensor(NamedTensor input) throws OrtException {
    Tensor tensor = input.tensor();
    long[] dims = tensor.shape().dims();
    if (tensor.elementType() == ElementType.STRING) {
      return OnnxTensor.createTensor(environment, strings(input.name(), tensor), dims);
    }
    ByteBuffer data = direct(input.name(), tensor).asByteBuffer().order(ByteOrder.nativeOrder());
    OnnxJavaType type = ElementTypes.publicType(tensor.elementType());
    return type == null
        ? UnsignedTensors.create(environment, tensor.elementType(), data, dims)
        : OnnxTensor.createTensor(environment, data, dims, type);
  }

  private MemorySegment direct(String name, Tensor tensor) {
    MemorySegment data = tensor.data();
    if (data.byteSize() > Integer.MAX_VALUE) {
      throw new InvalidArgumentException(
          ErrorCode.SIZE_MISMATCH,
          "input '"
              + name
              + "' has "
              + data.byteSize()
              + " bytes: ONNX Runtime's Java binding takes at most "
              + Integer.MAX_VALUE);
    }
    int alignment = tensor.elementType().bytes();
    if (data.isNative() && data.address() % alignment == 0) {
      return data;
    }
    if (copies == null) {
      copies = Arena.ofConfined();
    }
    return copies.allocate(data.byteSize(), Math.max(alignment, 8)).copyFrom(data);
  }

  /** The binding takes text, so bytes that are none cannot pass. */
  private static String[] strings(String name, Tensor tensor) {
    MemorySegment data = tensor.data();
    String[] strings = new String[Math.toIntExact(tensor.shape().elementCount())];
    ValueLayout.OfInt count = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    long at = 0;
    for (int i = 0; i < strings.length; i++) {
      int length = data.get(count, at);
      MemorySegment text = data.asSlice(at + Integer.BYTES, length);
      try {
        strings[i] = utf8.decode(text.asByteBuffer()).toString();
      } catch (CharacterCodingException e) {
        throw new InvalidArgumentException(
            ErrorCode.INVALID_ARGUMENT,
            "input '" + name + "' string " + i + " is not UTF-8, which ONNX Runtime expects",
            e);
      }
      at += Integer.BYTES + length;
    }
    return strings;
  }
}
