package dev.vaccel.backend.tflite;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.Device;
import dev.vaccel.backend.tensor.Framework;
import dev.vaccel.backend.tensor.LoadedModel;
import dev.vaccel.backend.tensor.ModelFile;
import dev.vaccel.model.ModelFormat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** TensorFlow Lite. Thread-safe. */
final class TfliteFramework implements Framework {
  /** What the kernels may assume of constants in a model. */
  private static final long ALIGNMENT = 64;

  private final TfliteBindings tflite;
  private final TfliteSettings settings;
  private final @Nullable Delegate delegate;

  private TfliteFramework(
      TfliteBindings tflite, TfliteSettings settings, @Nullable Delegate delegate) {
    this.tflite = tflite;
    this.settings = settings;
    this.delegate = delegate;
  }

  /**
   * TensorFlow Lite with these settings.
   *
   * @throws UnsupportedException NO_BACKEND for a delegate that does not work
   */
  static TfliteFramework open(TfliteBindings tflite, TfliteSettings settings) {
    TfliteSettings.DelegateSetting wanted = settings.delegate();
    Delegate delegate = wanted == null ? null : Delegate.load(wanted);
    if (delegate != null) {
      delegate.delete(delegate.create()); // What is wrong shows now and not at the first model.
    }
    return new TfliteFramework(tflite, settings, delegate);
  }

  @Override
  public String name() {
    return "tflite";
  }

  /** {@code 2.20.0 (XNNPACK)}. */
  @Override
  public String version() {
    String with = settings.xnnpack() ? "XNNPACK" : "";
    if (delegate != null) {
      with = delegate.name() + (with.isEmpty() ? "" : ", " + with);
    }
    return tflite.version() + (with.isEmpty() ? "" : " (" + with + ")");
  }

  @Override
  public Device device() {
    return delegate == null ? Device.CPU : new Device("delegate:0", delegate.name(), 0);
  }

  @Override
  public Set<ModelFormat> formats() {
    return Set.of(ModelFormat.TFLITE);
  }

  @Override
  public LoadedModel load(ModelFile file) throws IOException {
    // Shared: whichever session comes last closes the model.
    Arena arena = Arena.ofShared();
    try {
      return TfliteModel.create(file.name(), arena, read(file, arena), tflite, settings, delegate);
    } catch (RuntimeException | IOException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** The library is the process's and stays. */
  @Override
  public void close() {}

  private static MemorySegment read(ModelFile file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file.path())) {
      long bytes = channel.size();
      if (bytes > Integer.MAX_VALUE) {
        throw new UnsupportedException(
            ErrorCode.UNSUPPORTED_TYPE,
            file.name() + " has " + bytes + " bytes: a TensorFlow Lite file has less than 2 GiB");
      }
      MemorySegment content = arena.allocate(Math.max(1, bytes), ALIGNMENT);
      ByteBuffer buffer = content.asSlice(0, bytes).asByteBuffer();
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new IOException("it ends after " + buffer.position() + " of " + bytes + " bytes");
        }
      }
      return content.asSlice(0, bytes);
    }
  }
}
