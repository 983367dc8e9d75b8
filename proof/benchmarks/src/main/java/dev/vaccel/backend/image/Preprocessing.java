package dev.vaccel.backend.image;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.model.Layout;
import dev.vaccel.model.ModelInput;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * What the back end {@code image} does before it runs a model, with its own classes and in its
 * order: decode, scale, write f32[1,3,224,224] from -1 to 1. Confined to one thread.
 */
public final class Preprocessing {
  /** Width and height of the result. */
  public static final int SIDE = 224;

  private static final int MAX_PIXELS = 50_000_000;

  private final TurboJpeg.Outcome turbo;
  private final PictureDecoder decoder;
  private final InputPlan plan =
      new InputPlan("data", ElementType.F32, Layout.NCHW, SIDE, SIDE, ModelInput.GUESS, false);
  private final TensorWriter writer = new TensorWriter(plan);
  private final Scaler scaler = new Scaler();
  private final Pixels scaled = new Pixels(SIDE, SIDE, 3, false, new byte[SIDE * SIDE * 3]);
  private final Pixels scaledBgr = new Pixels(SIDE, SIDE, 3, true, scaled.data);

  /**
   * As the back end opens.
   *
   * @param jpeg its setting
   */
  public Preprocessing(String jpeg) {
    turbo = TurboJpeg.search(new BackendSettings(Map.of(TurboJpeg.SETTING, jpeg)));
    decoder = new PictureDecoder(MAX_PIXELS, turbo.decoder());
  }

  /** Why JPEG is decoded in Java; empty if it is not. */
  public String reason() {
    return turbo.reason();
  }

  /** The tensor of a colour picture, valid until the next call. */
  public MemorySegment run(MemorySegment picture) {
    Decoded decoded = decoder.decode(picture, plan::isEnough);
    Pixels pixels = decoded.pixels();
    Pixels target = pixels.bgr ? scaledBgr : scaled;
    Frame frame = Frame.of(plan.input().resize(), decoded.width(), decoded.height(), SIDE, SIDE);
    Area taken = decoded.area(frame.taken());
    scaler.scale(pixels, taken, target, frame.filled(), plan.input().filter());
    writer.write(target, 0);
    return writer.tensor(0, 1).data();
  }
}
