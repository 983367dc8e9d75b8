package dev.vaccel.models;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a {@link Classifier} as TorchScript, as {@code torch.jit.save} would: batch size free, the
 * input {@code [N, channels, height, width]}. The same classifier gives the same bytes.
 *
 * <p>The archive, {@code NAME/} before each: {@code data.pkl} is the module with its tensors, whose
 * values are in {@code data/0}, {@code data/1}, ...; {@code code/__torch__.py} its class; {@code
 * constants.pkl} the code's constants, of which there are none. Source: <a
 * href="https://github.com/pytorch/pytorch/blob/v2.7.1/torch/csrc/jit/docs/serialization.md">
 * torch/csrc/jit/docs/serialization.md</a>.
 */
final class ScriptWriter {
  /** Of the archive; since PyTorch 1.6. */
  private static final String VERSION = "3\n";

  /** Always the same; not zip's first, beside which Java writes one of this machine's time zone. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(archive);
  private final String name;
  private final List<String> tensors = new ArrayList<>();
  private final StringBuilder steps = new StringBuilder();
  private final Pickle module =
      new Pickle().global("__torch__", "Net").emptyTuple().newObject().emptyDictionary().mark();
  private String last = ModelCard.INPUT;

  private ScriptWriter(String name) {
    this.name = name;
  }

  /**
   * Encodes the model.
   *
   * @param name of the archive's directory
   */
  static byte[] write(Classifier classifier, String name) {
    try {
      return new ScriptWriter(name).write(classifier);
    } catch (IOException e) {
      throw new UncheckedIOException("writing a zip into memory", e);
    }
  }

  private byte[] write(Classifier classifier) throws IOException {
    for (int i = 0; i < classifier.convolutions().size(); i++) {
      convolution(i, classifier.convolutions().get(i));
    }
    step("mean", "torch.mean(%s, [2, 3])".formatted(last));
    var dense = classifier.dense();
    tensor("w", classifier.denseParameters().weights(), dense.outputs(), dense.input().size());
    tensor("b", classifier.denseParameters().biases(), dense.outputs());
    step("logits", "torch.linear(%s, self.w, self.b)".formatted(last));
    module.text("training").isFalse().items().build();
    entry("data.pkl", module.toBytes());
    entry("code/__torch__.py", code().getBytes(StandardCharsets.UTF_8));
    entry("constants.pkl", new Pickle().emptyTuple().toBytes());
    entry("version", VERSION.getBytes(StandardCharsets.UTF_8));
    zip.close();
    return archive.toByteArray();
  }

  private void convolution(int number, Classifier.Convolved convolved) throws IOException {
    var layer = convolved.layer();
    var patches = layer.patches();
    int kernel = patches.kernel();
    String weights = "w" + number;
    String biases = "b" + number;
    float[] values = layer.weightsByChannel(convolved.parameters());
    tensor(weights, values, layer.channels(), layer.input().channels(), kernel, kernel);
    tensor(biases, convolved.parameters().biases(), layer.channels());
    step(
        "c" + number,
        "torch.conv2d(%s, self.%s, self.%s, [%d, %d], [%d, %d])"
            .formatted(
                last,
                weights,
                biases,
                patches.stride(),
                patches.stride(),
                patches.padding(),
                patches.padding()));
    step("t" + number, "torch.relu(%s)".formatted(last));
  }

  /** Adds a line of code and makes its result the next one's input. */
  private void step(String result, String expression) {
    steps.append("    ").append(result).append(" = ").append(expression).append('\n');
    last = result;
  }

  /** Adds an attribute of the module: a contiguous tensor of float32 with a storage of its own. */
  private void tensor(String attribute, float[] values, int... shape) throws IOException {
    String storage = String.valueOf(tensors.size());
    tensors.add(attribute);
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    module.text(attribute).global("torch._utils", "_rebuild_tensor_v2").mark();
    module.mark().text("storage").global("torch", "FloatStorage").text(storage).text("cpu");
    module.number(values.length).tuple().persistent();
    module.number(0).numbers(shape).numbers(strides).isFalse();
    module.global("collections", "OrderedDict").emptyTuple().call().tuple().call();
    entry("data/" + storage, LittleEndian.bytes(values));
  }

  private String code() {
    var code = new StringBuilder("class Net(Module):\n  __parameters__ = [");
    tensors.forEach(tensor -> code.append('"').append(tensor).append("\", "));
    code.append("]\n  __buffers__ = []\n");
    tensors.forEach(tensor -> code.append("  ").append(tensor).append(" : Tensor\n"));
    return code.append("  training : bool\n  def forward(self: __torch__.Net,\n    ")
        .append(ModelCard.INPUT)
        .append(": Tensor) -> Tensor:\n")
        .append(steps)
        .append("    return torch.softmax(" + last + ", 1)\n")
        .toString();
  }

  /** Stored, as PyTorch does; so no version of a compressor changes the bytes. */
  private void entry(String file, byte[] content) throws IOException {
    var crc = new CRC32();
    crc.update(content);
    var entry = new ZipEntry(name + "/" + file);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
