package dev.vaccel.backend.pytorch;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** A TorchScript module by LibTorch alone: what a program would write that has one model. */
public final class DirectPytorch implements AutoCloseable {
  private static final int FLOAT = 0;

  private final PytorchBindings torch;
  private final long module;
  private final long[] dims;

  /** Loads a model of one tensor. */
  public DirectPytorch(Path library, Path model, long... inputDims) {
    torch = PytorchLibrary.load(library, 1);
    module = torch.loadModule(model.toString());
    dims = inputDims.clone();
  }

  /** Runs once, on the memory itself; the output's bytes. */
  public byte[] run(MemorySegment data) {
    long tensor = torch.tensor(data.asByteBuffer().order(ByteOrder.nativeOrder()), dims, FLOAT);
    long value = torch.valueOf(tensor);
    long result = torch.forward(module, new long[] {value});
    long output = torch.toTensor(result);
    byte[] bytes = new byte[torch.data(output).remaining()];
    torch.data(output).get(bytes);
    torch.deleteTensor(output);
    torch.deleteValue(result);
    torch.deleteValue(value);
    torch.deleteTensor(tensor);
    return bytes;
  }

  @Override
  public void close() {
    torch.deleteModule(module);
  }
}
