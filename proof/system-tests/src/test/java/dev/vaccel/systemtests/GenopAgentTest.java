package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.BackendException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.GenopApi;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.wire.spi.Address;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upstream's numbers through an agent, on real back ends and the bundled models. */
class GenopAgentTest {
  private static final Path MODELS = Path.of(System.getProperty("vaccel.root"), "models");
  private static final int ROOM = 1 << 20;

  @TempDir Path directory;
  private Agent agent;
  private Session session;

  @BeforeEach
  void start() {
    Address address = Address.parse("unix://" + directory.resolve("agent.sock"));
    agent =
        Agent.start(
            AgentOptions.at(address).withBackends(Set.of("genop", "blas", "image", "onnx")));
    session = Vaccel.connect(address.toString());
  }

  @AfterEach
  void stop() {
    session.close();
    agent.close();
  }

  @Test
  void aPictureIsNamedAndDrawnInto() throws Exception {
    byte[] label =
        call(3, "shapes", "star-1.png", room(100), room(100))
            .getLast()
            .toArray(ValueLayout.JAVA_BYTE);
    assertEquals("star\0", new String(label, StandardCharsets.UTF_8));
    for (String[] each :
        new String[][] {
          {"4", "shapes-detect", "detect/shapes-1.png"},
          {"5", "scene-segment", "scene/scene-1.png"},
          {"6", "stick-pose", "pose/figure-1.png"},
          {"7", "scene-depth", "scene/scene-1.png"}
        }) {
      MemorySegment drawn =
          call(Integer.parseInt(each[0]), each[1], each[2], room(ROOM)).getFirst();
      assertTrue(drawn.byteSize() > 1000, each[1]);
      assertEquals((byte) 0xff, drawn.get(ValueLayout.JAVA_BYTE, 0), each[1]);
      assertEquals((byte) 0xd8, drawn.get(ValueLayout.JAVA_BYTE, 1), each[1]);
    }
  }

  @Test
  void roomThatIsTooShortIsSaidWithWhatWouldDo() {
    BackendException failure =
        assertThrows(
            BackendException.class, () -> call(7, "scene-depth", "scene/scene-1.png", room(10)));
    assertEquals(34, failure.vendorCode());
    assertTrue(failure.getMessage().contains("IMAGE_DEPTH"), failure.getMessage());
  }

  private List<MemorySegment> call(int number, String model, String picture, TypedArgument... write)
      throws Exception {
    ResourceId id = session.register(MODELS.resolve(model));
    byte[] image = Files.readAllBytes(MODELS.resolve("images").resolve(picture));
    return session
        .api(GenopApi.class)
        .call(
            number,
            List.of(
                TypedArgument.of(ArgumentType.UINT8_ARRAY, MemorySegment.ofArray(id.bytes())),
                TypedArgument.of(ArgumentType.BUFFER, MemorySegment.ofArray(image))),
            List.of(write));
  }

  private static TypedArgument room(int bytes) {
    return TypedArgument.room(ArgumentType.UCHAR_ARRAY, bytes);
  }
}
