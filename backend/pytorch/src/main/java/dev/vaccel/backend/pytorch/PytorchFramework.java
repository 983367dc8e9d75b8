package dev.vaccel.backend.pytorch;

import dev.vaccel.api.spi.Device;
import dev.vaccel.backend.tensor.Framework;
import dev.vaccel.backend.tensor.LoadedModel;
import dev.vaccel.backend.tensor.ModelFile;
import dev.vaccel.model.ModelFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * LibTorch. Its libraries (450 MB) are loaded with the first model: an agent that has them
 * installed and never runs one should not pay for them. Thread-safe.
 */
final class PytorchFramework implements Framework {
  private final Path directory;
  private final PytorchSettings settings;

  /**
   * For the libraries in a directory.
   *
   * @param directory where LibTorch is installed
   */
  PytorchFramework(Path directory, PytorchSettings settings) {
    this.directory = directory;
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
    PytorchBindings torch = PytorchLibrary.load(directory, settings.threads());
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
