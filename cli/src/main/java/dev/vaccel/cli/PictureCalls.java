package dev.vaccel.cli;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.VaccelException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts picture files into calls of several pictures each. A call that fails because of one picture
 * is made again for each of its pictures alone. Confined to one thread.
 *
 * @param <A> what is said of one picture
 */
final class PictureCalls<A> {
  /** A call's pictures stay below this together, so that few huge ones do not fill the agent. */
  private static final long MAX_CALL_BYTES = 64L << 20;

  private static final long MAX_FILE_BYTES = 512L << 20;

  private final Call<A> call;
  private final int batch;
  private final List<Picture> waiting = new ArrayList<>();
  private long waitingBytes;
  private int code = ExitCodes.DONE;

  /** Asks about pictures. */
  @FunctionalInterface
  interface Call<A> {
    List<A> ask(List<Tensor> pictures, Annotation annotation);
  }

  /** What becomes of the pictures, in their order but for those that fail. */
  interface Listener<A> {
    /** There is an answer. */
    void answered(int at, A answer, double milliseconds) throws IOException;

    /** The picture cannot be used. */
    void failed(int at, Exception e);
  }

  private record Picture(int at, Tensor encoded, Annotation annotation) {}

  PictureCalls(Call<A> call, int batch) {
    this.call = call;
    this.batch = batch;
  }

  /** Asks about all; the exit code says whether all could be used. */
  int run(List<Path> images, ResultFiles outputs, Listener<A> listener) throws IOException {
    for (int at = 0; at < images.size(); at++) {
      Picture picture;
      try {
        picture = new Picture(at, read(images.get(at)), annotation(outputs.of(at)));
      } catch (IOException e) {
        fail(at, e, listener);
        continue;
      }
      long bytes = picture.encoded().data().byteSize();
      boolean fits =
          waiting.isEmpty()
              || (waitingBytes + bytes <= MAX_CALL_BYTES
                  && waiting.getFirst().annotation() == picture.annotation());
      if (!fits) {
        flush(listener);
      }
      waiting.add(picture);
      waitingBytes += bytes;
      if (waiting.size() == batch) {
        flush(listener);
      }
    }
    flush(listener);
    return code;
  }

  private void flush(Listener<A> listener) throws IOException {
    List<Picture> now = List.copyOf(waiting);
    waiting.clear();
    waitingBytes = 0;
    if (now.size() > 1) {
      try {
        ask(now, listener);
        return;
      } catch (VaccelException e) {
        if (!isAboutPicture(e)) {
          throw e;
        }
      }
    }
    for (Picture each : now) {
      try {
        ask(List.of(each), listener);
      } catch (VaccelException e) {
        if (!isAboutPicture(e)) {
          throw e;
        }
        fail(each.at(), e, listener);
      }
    }
  }

  private void ask(List<Picture> pictures, Listener<A> listener) throws IOException {
    long started = System.nanoTime();
    List<A> answers =
        call.ask(
            pictures.stream().map(Picture::encoded).toList(), pictures.getFirst().annotation());
    double each = (System.nanoTime() - started) / 1e6 / pictures.size();
    if (answers.size() != pictures.size()) {
      throw Failure.failed(
          "asked about " + pictures.size() + " pictures, got " + answers.size() + " answers");
    }
    for (int i = 0; i < answers.size(); i++) {
      listener.answered(pictures.get(i).at(), answers.get(i), each);
    }
  }

  private void fail(int at, Exception e, Listener<A> listener) {
    code = ExitCodes.FAILED;
    listener.failed(at, e);
  }

  // The back end begins what it says of a picture so; of the model it speaks by name. Answers that
  // are too much together may be little enough one by one.
  static boolean isAboutPicture(VaccelException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith("picture") || message.startsWith("the answers for");
  }

  /** What a failure says, without the picture's position in a call that nobody sees. */
  static String message(Exception e) {
    return ErrorReport.message(e).replaceFirst("^picture \\d+(: picture)?: ", "picture: ");
  }

  private static Tensor read(Path image) throws IOException {
    long bytes = Files.size(image);
    if (bytes > MAX_FILE_BYTES) {
      throw new IOException(
          image + " has " + ByteSize.format(bytes) + ": no picture is that large");
    }
    return tensor(Files.readAllBytes(image));
  }

  /** A picture as operations take it. */
  static Tensor tensor(byte[] encoded) {
    return new Tensor(ElementType.U8, Shape.of(encoded.length), MemorySegment.ofArray(encoded));
  }

  private static Annotation annotation(@Nullable Path output) {
    if (output == null) {
      return Annotation.NONE;
    }
    return ResultFiles.extension(output).equals(".png") ? Annotation.PNG : Annotation.JPEG;
  }
}
