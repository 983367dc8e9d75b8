package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

final class ScriptWriterTest {
  @Test
  void writesTheCodeOfTheNetwork() throws IOException {
    assertEquals(
        """
        class Net(Module):
          __parameters__ = ["w0", "b0", "w1", "b1", "w2", "b2", "w", "b", ]
          __buffers__ = []
          w0 : Tensor
          b0 : Tensor
          w1 : Tensor
          b1 : Tensor
          w2 : Tensor
          b2 : Tensor
          w : Tensor
          b : Tensor
          training : bool
          def forward(self: __torch__.Net,
            input: Tensor) -> Tensor:
            c0 = torch.conv2d(input, self.w0, self.b0, [2, 2], [1, 1])
            t0 = torch.relu(c0)
            c1 = torch.conv2d(t0, self.w1, self.b1, [1, 1], [1, 1])
            t1 = torch.relu(c1)
            c2 = torch.conv2d(t1, self.w2, self.b2, [1, 1], [0, 0])
            t2 = torch.relu(c2)
            mean = torch.mean(t2, [2, 3])
            logits = torch.linear(mean, self.w, self.b)
            return torch.softmax(logits, 1)
        """,
        text("small/code/__torch__.py"));
  }

  @Test
  void hasTheFilesOfAnArchiveStored() throws IOException {
    assertEquals(
        List.of(
            "small/data/0",
            "small/data/1",
            "small/data/2",
            "small/data/3",
            "small/data/4",
            "small/data/5",
            "small/data/6",
            "small/data/7",
            "small/data.pkl",
            "small/code/__torch__.py",
            "small/constants.pkl",
            "small/version"),
        List.copyOf(files().keySet()));
    assertEquals("3\n", text("small/version"));
    assertEquals("\u0080\u0002).", text("small/constants.pkl"), "an empty tuple");
  }

  @Test
  void pickleIsAModuleOfTensors() throws IOException {
    String pickle = text("small/data.pkl");
    // The first of them: float32 of [4, 3, 3, 3], whose 108 values are in data/0.
    String tensor =
        "X\2\0\0\0w0ctorch._utils\n_rebuild_tensor_v2\n("
            + "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0"
            + "0X\3\0\0\0cpuJl\0\0\0tQ"
            + "J\0\0\0\0(J\4\0\0\0J\3\0\0\0J\3\0\0\0J\3\0\0\0t"
            + "(J\33\0\0\0J\11\0\0\0J\3\0\0\0J\1\0\0\0t\u0089"
            + "ccollections\nOrderedDict\n)RtR";
    String start = "\u0080\2c__torch__\nNet\n)\u0081}(";
    assertEquals(start + tensor, pickle.substring(0, start.length() + tensor.length()));
    assertTrue(pickle.endsWith("X\10\0\0\0training\u0089ub."), pickle);
  }

  @Test
  void tensorsAreInTheirFiles() throws IOException {
    // Filter 2, plane 1, row 0, column 2 of [4, 3, 3, 3].
    float[] filters = LittleEndian.floats(file("small/data/0"));
    assertEquals(SmallClassifier.oneWeight(), filters[((2 * 3 + 1) * 3 + 0) * 3 + 2]);
    var dense = SmallClassifier.parameters().getLast();
    assertArrayEquals(LittleEndian.bytes(dense.weights()), file("small/data/6"));
  }

  @Test
  void sameNetworkGivesTheSameBytesInEveryTimeZone() {
    byte[] here = write();
    var zone = TimeZone.getDefault();
    try {
      for (String other : new String[] {"Asia/Tokyo", "America/Lima"}) {
        TimeZone.setDefault(TimeZone.getTimeZone(other));
        assertArrayEquals(here, write());
      }
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  private static byte[] write() {
    return ScriptWriter.write(SmallClassifier.classifier(), "small");
  }

  private static String text(String name) throws IOException {
    return new String(file(name), StandardCharsets.ISO_8859_1);
  }

  private static byte[] file(String name) throws IOException {
    return files().getOrDefault(name, new byte[0]);
  }

  private static Map<String, byte[]> files() throws IOException {
    var files = new LinkedHashMap<String, byte[]>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(write()))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        assertEquals(ZipEntry.STORED, entry.getMethod(), entry.getName());
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }
}
