package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;

final class PictureStreamTest {
  private static byte[] sample(String name) throws IOException {
    return Files.readAllBytes(ProjectFiles.models().resolve("images").resolve(name));
  }

  private static byte[] progressive() throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(sample("square-1.jpg")));
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), how);
    }
    writer.dispose();
    return out.toByteArray();
  }

  /** A JPEG with another whole one inside a segment, as cameras put a small one there. */
  private static byte[] withThumbnail() throws IOException {
    byte[] picture = sample("square-1.jpg");
    byte[] thumbnail = sample("bar-1.jpg");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(picture, 0, 2);
    out.write(0xff);
    out.write(0xe1);
    out.write((thumbnail.length + 2) >> 8);
    out.write((thumbnail.length + 2) & 0xff);
    out.writeBytes(thumbnail);
    out.write(picture, 2, picture.length - 2);
    return out.toByteArray();
  }

  private static byte[] together(List<byte[]> pictures) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pictures.forEach(out::writeBytes);
    return out.toByteArray();
  }

  /** Gives so many bytes at once as pipes do: any number. */
  private static InputStream inPieces(byte[] bytes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, 1 + random.nextInt(Math.min(length, 5000)));
      }
    };
  }

  @Test
  void picturesOfBothKindsEndWhereTheyEnd() throws IOException {
    List<byte[]> pictures =
        List.of(
            sample("square-1.jpg"),
            sample("disc-1.png"),
            progressive(),
            withThumbnail(),
            sample("bar-1.jpg"),
            sample("star-1.png"));
    for (int seed = 0; seed < 20; seed++) {
      PictureStream stream = new PictureStream(inPieces(together(pictures), seed));
      for (byte[] picture : pictures) {
        assertArrayEquals(picture, stream.next());
      }
      assertNull(stream.next());
      assertNull(stream.next());
    }
  }

  private static String failure(byte[] bytes, int good) throws IOException {
    PictureStream stream = new PictureStream(new ByteArrayInputStream(bytes));
    for (int i = 0; i < good; i++) {
      stream.next();
    }
    return String.valueOf(assertThrows(IOException.class, stream::next).getMessage());
  }

  @Test
  void whatIsNoPictureIsSaidWithItsPlace() throws IOException {
    byte[] jpeg = sample("bar-1.jpg");
    assertEquals(
        "frame 1, at byte 0 of the input, is neither JPEG nor PNG",
        failure("hello".getBytes(StandardCharsets.US_ASCII), 0));
    assertEquals(
        "frame 2, at byte " + jpeg.length + " of the input, is neither JPEG nor PNG",
        failure(together(List.of(jpeg, "x".getBytes(StandardCharsets.US_ASCII))), 1));
    assertEquals(
        "frame 2, at byte " + jpeg.length + " of the input, ends in the middle, after 100 bytes",
        failure(together(List.of(jpeg, Arrays.copyOf(jpeg, 100))), 1));
    byte[] cut = Arrays.copyOf(jpeg, jpeg.length - 100);
    assertTrue(failure(together(List.of(cut, jpeg)), 0).contains("has no end"));
    byte[] png = sample("disc-1.png");
    png[8] = (byte) 0xff; // The length of its first chunk.
    assertTrue(failure(png, 0).contains("64 MiB"), failure(png, 0));
  }

  @Test
  void endlessDataIsNotKept() {
    // A JPEG whose only scan goes on for ever.
    byte[] begin = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xda, 0, 2};
    InputStream endless =
        new SequenceInputStream(
            new ByteArrayInputStream(begin),
            new ByteArrayInputStream(new byte[PictureStream.MAX_BYTES]));
    IOException e = assertThrows(IOException.class, new PictureStream(endless)::next);
    assertTrue(String.valueOf(e.getMessage()).contains("more than 64 MiB"), e.getMessage());
  }

  /** Whatever comes: pictures that together are the input, or an error. */
  @Test
  void anythingElseIsAnError() throws IOException {
    List<byte[]> seeds = List.of(sample("bar-1.jpg"), sample("disc-1.png"), progressive());
    SplittableRandom random = new SplittableRandom(1);
    int whole = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] input = seeds.get(i % seeds.size()).clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        input[random.nextInt(i % 2 == 0 ? 64 : input.length)] = (byte) random.nextInt(256);
      }
      PictureStream stream = new PictureStream(new ByteArrayInputStream(input));
      List<byte[]> found = new ArrayList<>();
      try {
        for (byte[] next = stream.next(); next != null; next = stream.next()) {
          found.add(next);
        }
        assertArrayEquals(input, together(found));
        whole++;
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).startsWith("frame "), e.getMessage());
      }
    }
    assertTrue(whole > 100, "few changes matter: " + whole);
  }
}
