package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.Label;
import dev.vaccel.api.MaskClass;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import java.awt.image.BufferedImage;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Masks, distances and lists. */
final class MapDrawingTest {
  private static final Pixels PICTURE = Drawn.plain(600, 400, 128);
  private static final int GROUND = 0x808080;

  private static Tensor mask(int width, int... classes) {
    byte[] data = new byte[classes.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) classes[i];
    }
    Shape shape = Shape.of(classes.length / width, width);
    return new Tensor(ElementType.U8, shape, MemorySegment.ofArray(data));
  }

  private static BufferedImage segment(List<MaskClass> classes, Tensor mask) throws Exception {
    return Drawn.image(new Annotator().segmentation(Annotation.PNG, PICTURE, classes, mask));
  }

  private static BufferedImage depth(boolean inverse, int width, float... values) throws Exception {
    Tensor depth = Tensor.ofFloats(Shape.of(values.length / width, width), values);
    return Drawn.image(new Annotator().depth(Annotation.PNG, PICTURE, inverse, depth));
  }

  @Test
  void classesAreTintedAndOutlinedAndTheBackgroundIsNot() throws Exception {
    List<MaskClass> classes =
        List.of(new MaskClass(0, "background", 0.5f), new MaskClass(1, "cat", 0.5f));
    BufferedImage image = segment(classes, mask(2, 0, 1));
    int color = Palette.ofClass(1);
    assertEquals(GROUND, Drawn.rgb(image, 100, 100));
    assertEquals(color, Drawn.rgb(image, 300, 100), "the outline");
    int tinted = Drawn.rgb(image, 450, 100);
    for (int shift = 0; shift <= 16; shift += 8) {
      int expected = (128 + (color >> shift & 0xFF)) / 2;
      assertEquals(expected, tinted >> shift & 0xFF, 2.0, "half of each");
    }
  }

  @Test
  void firstClassIsTintedWhereItIsNoBackground() throws Exception {
    List<MaskClass> classes = List.of(new MaskClass(0, "sky", 1));
    assertNotEquals(GROUND, Drawn.rgb(segment(classes, mask(1, 0)), 100, 100));
  }

  @Test
  void theLegendShowsEachClassAndCountsWhatHasNoRoom() throws Exception {
    List<MaskClass> few = List.of(new MaskClass(4, "car", 0.7f), new MaskClass(5, "bus", 0.3f));
    BufferedImage image = segment(few, mask(1, 255));
    for (MaskClass each : few) {
      long field = Drawn.count(image, Drawn.whole(image), Palette.ofClass(each.index()));
      assertTrue(field > 60, each.text() + " has " + field + " pixels");
    }
    List<MaskClass> many =
        IntStream.range(0, 200).mapToObj(i -> new MaskClass(i, "class " + i, 0.005f)).toList();
    BufferedImage full = segment(many, mask(1, 255));
    // Its upper part stays free, whatever there is to say.
    int top = Drawn.rgb(full, 20, 20);
    assertEquals(600L * 150, Drawn.count(full, new Part(0, 0, 600, 150), top));
  }

  @Test
  void sharesThatAreNoNumberAreLeftOut() throws Exception {
    List<MaskClass> odd = List.of(new MaskClass(0, "background", Float.NaN));
    assertEquals(
        600 * 400, Drawn.count(segment(odd, mask(1, 0)), new Part(0, 0, 600, 400), GROUND));
  }

  @Test
  void nearIsBrighterThanFarWhicheverWayNumbersGo() throws Exception {
    BufferedImage inverse = depth(true, 2, 0, 1);
    BufferedImage distance = depth(false, 2, 1, 0);
    for (BufferedImage image : List.of(inverse, distance)) {
      assertTrue(light(image, 590, 100) > light(image, 10, 100) + 150);
      // Lighter all the way.
      for (int x = 20; x < 600; x += 20) {
        assertTrue(light(image, x, 100) >= light(image, x - 20, 100), "at " + x);
      }
    }
    assertEquals(0, Drawn.changed(cropped(inverse), cropped(distance)));
  }

  private static BufferedImage cropped(BufferedImage image) {
    return image.getSubimage(0, 0, 600, 300); // above the bar
  }

  private static int light(BufferedImage image, int x, int y) {
    int rgb = Drawn.rgb(image, x, y);
    return (rgb >> 16) + (rgb >> 8 & 0xFF) + (rgb & 0xFF);
  }

  @Test
  void aDistanceThatIsNoNumberIsGray() throws Exception {
    BufferedImage image =
        depth(false, 3, Float.NaN, 1, Float.POSITIVE_INFINITY, Float.NaN, 2, Float.NaN);
    int left = Drawn.rgb(image, 5, 100);
    assertEquals(left >> 16, left & 0xFF, 24.0, "gray, not a colour of the scale");
    assertNotEquals(left, Drawn.rgb(image, 299, 20));
    BufferedImage none = depth(false, 1, Float.NaN);
    int only = Drawn.rgb(none, 0, 0);
    assertEquals(600 * 400, Drawn.count(none, Drawn.whole(none), only), "and no scale");
    depth(true, 1, 7);
  }

  @Test
  void numbersOfTheScaleHaveThreeDigits() {
    assertEquals("0.987", DepthDrawing.number(0.98712f));
    assertEquals("12", DepthDrawing.number(12));
    assertEquals("12300", DepthDrawing.number(12_340));
    assertEquals("0", DepthDrawing.number(0));
    assertEquals("-3.5", DepthDrawing.number(-3.5f));
    assertEquals("1.23e+09", DepthDrawing.number(1_234_000_000));
  }

  @Test
  void theListHasTheBestLabelsAndLeavesTheRest() throws Exception {
    List<Label> labels =
        IntStream.range(0, 1000).mapToObj(i -> new Label(i, "label " + i, 0.001f)).toList();
    Tensor drawn = new Annotator().labels(Annotation.PNG, PICTURE, labels);
    BufferedImage image = Drawn.image(drawn);
    assertNotEquals(GROUND, Drawn.rgb(image, 20, 20));
    assertTrue(Drawn.count(image, Drawn.whole(image), Palette.WHITE) > 200, "text");
    assertEquals(600L * 130, Drawn.count(image, new Part(0, 270, 600, 130), GROUND));
    assertEquals(230L * 400, Drawn.count(image, new Part(370, 0, 230, 400), GROUND));
    Tensor none =
        new Annotator().labels(Annotation.PNG, PICTURE, List.of(new Label(0, "x", Float.NaN)));
    assertEquals(600 * 400, Drawn.count(Drawn.image(none), new Part(0, 0, 600, 400), GROUND));
  }
}
