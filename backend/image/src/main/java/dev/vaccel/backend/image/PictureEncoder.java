package dev.vaccel.backend.image;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InternalException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Encodes what was drawn, with the JDK's own writers; the same picture is always the same bytes.
 */
final class PictureEncoder {
  /** Where thin coloured lines still look clean. */
  private static final float JPEG_QUALITY = 0.92f;

  /** PNG's writer turns this into zlib's level 4: half the time of level 9 for a tenth more. */
  private static final float PNG_QUALITY = 0.5f;

  private PictureEncoder() {}

  /** The encoded picture. */
  static byte[] encode(Canvas canvas, Annotation kind) {
    boolean isJpeg = kind == Annotation.JPEG;
    ImageWriter writer = writer(isJpeg ? "jpeg" : "png");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(isJpeg ? JPEG_QUALITY : PNG_QUALITY);
      writer.write(null, new IIOImage(image(canvas), null, null), param);
    } catch (IOException e) {
      throw new InternalException(
          ErrorCode.INTERNAL, "annotated picture: " + kind + " cannot be written", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A view of the canvas's bytes. */
  private static BufferedImage image(Canvas canvas) {
    BufferedImage like = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR);
    SampleModel model =
        like.getSampleModel().createCompatibleSampleModel(canvas.width, canvas.height);
    DataBuffer data = new DataBufferByte(canvas.data, canvas.data.length);
    WritableRaster raster = Raster.createWritableRaster(model, data, null);
    return new BufferedImage(like.getColorModel(), raster, false, null);
  }

  private static ImageWriter writer(String format) {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    while (writers.hasNext()) {
      ImageWriter writer = writers.next();
      if (writer.getClass().getModule() == ImageIO.class.getModule()) {
        return writer;
      }
      writer.dispose();
    }
    throw new InternalException(ErrorCode.INTERNAL, "this Java has no writer for " + format);
  }
}
