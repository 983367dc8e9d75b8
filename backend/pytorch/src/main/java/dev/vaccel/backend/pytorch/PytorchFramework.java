package dev.vaccel.backend.pytorch;

import dev.vaccel.api.spi.Device;
import dev.vaccel.backend.tensor.Framework;
import dev.vaccel.backend.tensor.LoadedModel;
import dev.vaccel.backend.tensor.ModelFile;
import dev.vaccel.model.ModelFormat;
import java.io.IOException;
import java.util.Set;

/** LibTorch. Thread-safe. */
final class PytorchFramework implements Framework {
  private final PytorchBindings torch;
  private final PytorchSettings settings;

  PytorchFramework(PytorchBindings torch, PytorchSettings settings) {
    this.torch = torch;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "pytorch";
  }

  /** Of the package: the library tells its own in C++ only. */
  @Override
  public String version() {
    return new PytorchPackage().version();
  }

  @Override
  public Device device() {
    return Device.CPU;
  }

  @Override
  public Set<ModelFormat> formats() {
    return Set.of(ModelFormat.TORCHSCRIPT);
  }

  @Override
  public LoadedModel load(ModelFile file) throws IOException {
    ScriptArchive archive = ScriptArchive.read(file.path(), file.name());
    if (!settings.allowFileOperations()) {
      archive.check();
    }
    ModelPorts ports = ModelPorts.of(file, archive.forward());
    long bytes = file.bytes();
    try {
      long module = torch.loadModule(file.path().toString());
      return new PytorchModel(torch, file.name(), bytes, module, ports);
    } catch (RuntimeException e) {
      throw PytorchErrors.refusedModel(file.name(), file.path().toString(), e);
    }
  }

  /** The library stays in the process. */
  @Override
  public void close() {}
}
