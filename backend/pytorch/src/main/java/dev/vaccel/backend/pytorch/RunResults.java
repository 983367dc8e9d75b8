package dev.vaccel.backend.pytorch;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.UnsupportedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes the tensors out of what {@code forward} gave. Confined to the thread of the run. */
final class RunResults {
  private final PytorchBindings torch;
  private final RunValues values;
  private final String model;
  private final List<String> names;

  /**
   * For one run.
   *
   * @param values frees what is taken out
   * @param names of the outputs in the order of the result
   */
  RunResults(PytorchBindings torch, RunValues values, String model, List<String> names) {
    this.torch = torch;
    this.values = values;
    this.model = model;
    this.names = names;
  }

  /** The wanted outputs, copied to the Java heap. */
  Map<String, NamedTensor> copy(long result, List<String> wanted) {
    Map<String, Long> tensors = new HashMap<>();
    if (torch.isTensor(result)) {
      tensors.put(names.getFirst(), values.ownedTensor(torch.toTensor(result)));
    } else if (torch.isMap(result)) {
      long[] pairs = torch.mapValues(result);
      for (long value : pairs) {
        values.owned(value);
      }
      for (int i = 0; i + 1 < pairs.length; i += 2) {
        if (torch.isText(pairs[i]) && torch.isTensor(pairs[i + 1])) {
          tensors.put(torch.text(pairs[i]), values.ownedTensor(torch.toTensor(pairs[i + 1])));
        }
      }
    } else {
      long[] inOrder = inOrder(result);
      for (int i = 0; i < inOrder.length && i < names.size(); i++) {
        tensors.put(names.get(i), inOrder[i]);
      }
    }
    Map<String, NamedTensor> copies = new HashMap<>();
    for (String name : wanted) {
      Long tensor = tensors.get(name);
      if (tensor == null) {
        throw new UnsupportedException(
            ErrorCode.UNSUPPORTED_TYPE,
            model + " gave no tensor '" + name + "': it gave " + tensors.keySet());
      }
      copies.put(name, new NamedTensor(name, copy(name, tensor)));
    }
    return copies;
  }

  /** Tensors of a list or tuple; what is no tensor ends them. */
  private long[] inOrder(long result) {
    if (torch.isTensorList(result)) {
      long[] tensors = torch.toTensors(result);
      for (long tensor : tensors) {
        values.ownedTensor(tensor);
      }
      return tensors;
    }
    if (!torch.isTuple(result) && !torch.isList(result)) {
      return new long[0];
    }
    long[] members = torch.isTuple(result) ? torch.tupleValues(result) : torch.listValues(result);
    for (long member : members) {
      values.owned(member);
    }
    long[] tensors = new long[members.length];
    for (int i = 0; i < members.length; i++) {
      if (!torch.isTensor(members[i])) {
        return Arrays.copyOf(tensors, i);
      }
      tensors[i] = values.ownedTensor(torch.toTensor(members[i]));
    }
    return tensors;
  }

  private Tensor copy(String name, long tensor) {
    ElementType type = torch.isDense(tensor) ? ElementTypes.of(torch.type(tensor)) : null;
    if (type == null) {
      throw new UnsupportedException(
          ErrorCode.UNSUPPORTED_TYPE,
          "output '"
              + name
              + "' is sparse or of a type that the back end pytorch does not give: expected f32,"
              + " f64, f16, u8, i8, i32, i64 or bool");
    }
    Shape shape = Shape.of(torch.sizes(tensor));
    if (shape.elementCount() == 0) {
      return new Tensor(type, shape, MemorySegment.ofArray(new byte[0]));
    }
    long whole = values.ownedTensor(torch.contiguous(tensor));
    MemorySegment data = MemorySegment.ofBuffer(torch.data(whole));
    return new Tensor(type, shape, MemorySegment.ofArray(data.toArray(ValueLayout.JAVA_BYTE)));
  }
}
