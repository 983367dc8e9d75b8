package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class OnnxReaderTest {
  private static final ModelCard CARD =
      new ModelCard("small", "classify", List.of("a", "b"), SmallClassifier.HEADS);
  private static final byte[] FILE =
      ModelBundle.model(CARD, SmallClassifier.NETWORK, SmallClassifier.parameters());

  @Test
  void givesTheParametersThatWereWritten() {
    var written = SmallClassifier.parameters();
    var read = OnnxReader.read(FILE, SmallClassifier.NETWORK, CARD);
    for (int i = 0; i < written.size(); i++) {
      assertArrayEquals(written.get(i).weights(), read.get(i).weights());
      assertArrayEquals(written.get(i).biases(), read.get(i).biases());
    }
  }

  @Test
  void filesOfOtherNetworksAreRefused() {
    var other = ShapeModel.network();
    refused("expected", ModelBundle.model(CARD, other, other.newParameters()));
    refused(
        "is not what is written of the network of the bundle small",
        ModelBundle.model(
            new ModelCard("other", "classify", List.of(), SmallClassifier.HEADS),
            SmallClassifier.NETWORK,
            SmallClassifier.parameters()));
    refused("field 7 occurs 0 times", new byte[0]);
    refused("is there twice", graph("w0", "w0"));
    refused("the tensor 'w0' has 0 bytes", graph("w1"));
  }

  @Test
  void aFileCutShortIsRefused() {
    for (int length = 0; length < FILE.length; length += 7) {
      refused("", Arrays.copyOf(FILE, length));
    }
  }

  @Test
  void aChangedByteIsRefusedOrAnotherWeight() {
    long seed = 20_261_128;
    var random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      byte[] changed = FILE.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        var read = OnnxReader.read(changed, SmallClassifier.NETWORK, CARD);
        assertArrayEquals(changed, ModelBundle.model(CARD, SmallClassifier.NETWORK, read));
      } catch (IllegalArgumentException e) {
        assertTrue(e.toString().lines().count() == 1, e.toString());
      }
    }
  }

  private static byte[] graph(String... tensors) {
    var graph = new Protobuf();
    for (String tensor : tensors) {
      graph.message(5, new Protobuf().text(8, tensor).floats(9, new float[1]));
    }
    return new Protobuf().message(7, graph).toBytes();
  }

  private static void refused(String message, byte[] file) {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> OnnxReader.read(file, SmallClassifier.NETWORK, CARD));
    assertTrue(error.toString().contains(message), error.toString());
  }
}
