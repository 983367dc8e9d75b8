package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearNamesTest {
  private static final List<String> NAMES =
      List.of("mobilenet", "shapes", "squeezenet", "squeezenet:1.1", "squeezenet_fp16");

  @Test
  void nearestComesFirst() {
    assertEquals(List.of("squeezenet", "squeezenet:1.1"), NearNames.of("squeezenett", NAMES));
    assertEquals(List.of("shapes"), NearNames.of("Shape", NAMES));
    assertEquals(List.of("squeezenet:1.1", "squeezenet"), NearNames.of("squeezenet:1.2", NAMES));
  }

  @Test
  void nothingIsNearToAnotherWordOrAPath() {
    assertEquals(List.of(), NearNames.of("resnet50v2", NAMES));
    assertEquals(List.of(), NearNames.of("", NAMES));
    assertEquals(List.of(), NearNames.of("/a".repeat(10_000) + "/shapes", NAMES));
  }
}
