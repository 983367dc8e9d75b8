package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.Annotation;
import dev.vaccel.api.DepthMap;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.Labels;
import dev.vaccel.api.Poses;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Segmentation;
import dev.vaccel.api.Session;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.testing.RecordedAnswers;
import dev.vaccel.testing.RecordedModels;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of each task, uploaded to an agent and asked through it. */
class PicturesTest {
  @TempDir Path directory;
  private Agent agent;
  private Session session;

  @BeforeEach
  void start() {
    Address address = Address.parse("unix://" + directory.resolve("agent.sock"));
    agent = Agent.start(AgentOptions.at(address).withBackends(Set.of("image", "onnx")));
    session = Vaccel.connect(address.toString());
  }

  @AfterEach
  void stop() {
    session.close();
    agent.close();
  }

  @Test
  void everyTaskIsAnsweredAsRecorded() throws IOException {
    ImageApi images = session.api(ImageApi.class);
    RecordedAnswers.assertSame(
        images, model("onnx_fastestdet_352"), "onnx_fastestdet_352_onnx__kodim23");
    RecordedAnswers.assertSame(
        images, model("onnx_sinet_portrait_320"), "onnx_sinet_portrait_320_onnx__astronaut");
    RecordedAnswers.assertSame(images, model("onnx_own_stick_pose"), "own_pose_0");
    RecordedAnswers.assertDepth(images, model("onnx_own_scene_depth"), "own_scene_1");
  }

  @Test
  void batchesKeepTheirOrder() throws IOException {
    ImageApi images = session.api(ImageApi.class);
    Tensor first = RecordedAnswers.picture("images/own/own_pose_0.png");
    Tensor second = RecordedAnswers.picture("images/chelsea.png");
    List<Poses> poses =
        images.pose(
            model("onnx_own_stick_pose"), List.of(first, second, first), 0, 1, Annotation.NONE);
    assertEquals(List.of(64, 451, 64), poses.stream().map(Poses::width).toList());
    assertEquals(poses.get(0).items(), poses.get(2).items());
    List<Labels> labels =
        images.classifyAll(
            model("onnx_squeezenet_fp16"), List.of(second, first), 1, Annotation.NONE);
    assertEquals("Egyptian cat", labels.getFirst().items().getFirst().text());
    ResourceId scenes = model("onnx_own_scene_seg");
    Segmentation seen = images.segment(scenes, List.of(first), Annotation.NONE).getFirst();
    assertEquals(Shape.of(32, 32), seen.mask().shape());
    DepthMap depth =
        images.depth(model("onnx_own_scene_depth"), List.of(second), Annotation.NONE).getFirst();
    assertTrue(depth.inverse());
    assertEquals(0, depth.annotated().data().byteSize());
  }

  @Test
  void failuresCrossTheWireAsTheyAre() throws IOException {
    ImageApi images = session.api(ImageApi.class);
    ResourceId model = model("onnx_own_stick_pose");
    Tensor picture = RecordedAnswers.picture("images/own/own_pose_0.png");
    InvalidArgumentException task =
        assertThrows(
            InvalidArgumentException.class,
            () -> images.depth(model, List.of(picture), Annotation.NONE));
    assertEquals("the bundle's task is pose: expected depth", task.getMessage());
    byte[] noise = "no picture at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    Tensor text = new Tensor(ElementType.U8, Shape.of(noise.length), MemorySegment.ofArray(noise));
    UnsupportedException unknown =
        assertThrows(
            UnsupportedException.class,
            () -> images.pose(model, List.of(picture, text), 0, 1, Annotation.NONE));
    assertEquals(ErrorCode.UNSUPPORTED_TYPE, unknown.code());
    assertTrue(unknown.getMessage().startsWith("picture 1: is of no known"), unknown.getMessage());
    assertEquals(1, images.pose(model, List.of(picture), 0, 1, Annotation.NONE).size());
  }

  private ResourceId model(String name) throws IOException {
    return session.register(RecordedModels.bundle(name, directory.resolve(name)));
  }
}
