package dev.vaccel.backend.pytorch;

import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.api.VaccelException;
import dev.vaccel.backend.tensor.LoadedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A TorchScript module. Thread-safe: LibTorch allows calls of one module at once. */
final class PytorchModel implements LoadedModel {
  private final PytorchBindings torch;
  private final String name;
  private final long bytes;
  private final long module;
  private final ModelPorts ports;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over {@code module}. */
  PytorchModel(PytorchBindings torch, String name, long bytes, long module, ModelPorts ports) {
    this.torch = torch;
    this.name = name;
    this.bytes = bytes;
    this.module = module;
    this.ports = ports;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public Map<String, TensorInfo> inputs() {
    return ports.inputs();
  }

  @Override
  public Map<String, TensorInfo> outputs() {
    return ports.outputs();
  }

  @Override
  public List<NamedTensor> run(List<NamedTensor> given, List<String> wanted) {
    Map<String, NamedTensor> byName = new HashMap<>();
    given.forEach(tensor -> byName.put(tensor.name(), tensor));
    try (RunValues values = new RunValues(torch)) {
      for (String input : ports.inputs().keySet()) {
        NamedTensor tensor = byName.get(input);
        if (tensor == null) {
          throw new IllegalStateException(input); // checked before
        }
        values.add(tensor);
      }
      long result = values.owned(torch.forward(module, values.arguments()));
      RunResults results =
          new RunResults(torch, values, name, List.copyOf(ports.outputs().keySet()));
      Map<String, NamedTensor> outputs = results.copy(result, wanted);
      List<NamedTensor> ordered = new ArrayList<>(wanted.size());
      for (String output : wanted) {
        ordered.add(outputs.get(output));
      }
      return ordered;
    } catch (VaccelException e) {
      throw e;
    } catch (RuntimeException e) {
      throw PytorchErrors.failedRun(name, e);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      torch.deleteModule(module);
    }
  }
}
