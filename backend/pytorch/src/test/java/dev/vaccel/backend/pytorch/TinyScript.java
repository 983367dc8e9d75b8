package dev.vaccel.backend.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes TorchScript files of one class without weights, as torch.jit.save would. */
final class TinyScript {
  private TinyScript() {}

  /**
   * A model.
   *
   * @param parameters of forward: {@code x: Tensor}
   * @param result its type
   * @param body lines of forward
   */
  static byte[] model(String parameters, String result, String... body) throws IOException {
    StringBuilder code =
        new StringBuilder(
            """
            class Net(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Net,
            """);
    code.append("    ").append(parameters).append(") -> ").append(result).append(":\n");
    for (String line : body) {
      code.append("    ").append(line).append('\n');
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    // PROTO 2, GLOBAL, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK, BINUNICODE, NEWFALSE, SETITEMS,
    // BUILD, STOP
    files.put(
        "net/data.pkl",
        latin("\u0080\u0002c__torch__\nNet\n)\u0081}(X\u0008\0\0\0training\u0089ub."));
    files.put("net/code/__torch__.py", code.toString().getBytes(StandardCharsets.UTF_8));
    files.put("net/constants.pkl", latin("\u0080\u0002)."));
    files.put("net/version", latin("3\n"));
    return zip(files);
  }

  static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
