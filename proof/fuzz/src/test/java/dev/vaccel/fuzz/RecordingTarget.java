package dev.vaccel.fuzz;

import dev.vaccel.api.ExecResult;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.array.MinMax;
import dev.vaccel.api.crypto.HashHandle;
import dev.vaccel.api.crypto.KeyHandle;
import dev.vaccel.api.program.ProgramHandle;
import dev.vaccel.api.program.ProgramResult;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.List;

/** An implementation of any described interface that looks at every argument and returns little. */
final class RecordingTarget {
  private RecordingTarget() {}

  static <T> T of(Class<T> api) {
    InvocationHandler handler =
        (_, method, arguments) -> {
          if (arguments != null) {
            for (Object argument : arguments) {
              look(argument);
            }
          }
          return result(method.getReturnType());
        };
    return api.cast(Proxy.newProxyInstance(api.getClassLoader(), new Class<?>[] {api}, handler));
  }

  private static void look(Object argument) throws ReflectiveOperationException {
    switch (argument) {
      case null -> throw new AssertionError("a null argument");
      case MemorySegment segment -> {
        DispatchFuzzTest.touch(segment);
        if (!segment.isReadOnly() && segment.byteSize() > 0) {
          // Out and in-out memory is written by operations: whatever is writable must take it.
          segment.set(java.lang.foreign.ValueLayout.JAVA_BYTE, segment.byteSize() - 1, (byte) 1);
        }
      }
      case Tensor tensor -> {
        if (tensor.shape().elementCount() < 0) {
          throw new AssertionError("shape " + tensor.shape());
        }
        DispatchFuzzTest.touch(tensor.data());
      }
      case List<?> list -> {
        for (Object element : list) {
          look(element);
        }
      }
      case Record record -> {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
          look(component.getAccessor().invoke(record));
        }
      }
      default -> {
        if (argument.toString().isEmpty() && !(argument instanceof String)) {
          throw new AssertionError(argument.getClass());
        }
      }
    }
  }

  private static Object result(Class<?> type) {
    if (type == List.class) {
      return List.of();
    }
    if (type == ModelHandle.class) {
      return new ModelHandle(1);
    }
    if (type == ModelInfo.class) {
      return new ModelInfo("fuzz", "cpu:0", 0, List.of(), List.of());
    }
    if (type == ExecResult.class) {
      return new ExecResult(0, List.of());
    }
    if (type == MinMax.class) {
      return new MinMax(0, 1);
    }
    if (type == ProgramHandle.class) {
      return new ProgramHandle(1);
    }
    if (type == ProgramResult.class) {
      return new ProgramResult(0, List.of());
    }
    if (type == KeyHandle.class) {
      return new KeyHandle(1);
    }
    if (type == HashHandle.class) {
      return new HashHandle(1);
    }
    if (type == MemorySegment.class) {
      return MemorySegment.ofArray(new byte[32]);
    }
    if (type == void.class) {
      return Void.TYPE;
    }
    throw new AssertionError("results of " + type + " are not known to this target");
  }
}
