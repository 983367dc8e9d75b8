package dev.vaccel.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The process's standard output. Remembers the first failure, which {@link java.io.PrintStream}
 * keeps to itself; a reader that went away ({@code | head -1}) is none, since it has what it
 * wanted.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream target;
  private @Nullable IOException failed;

  StandardOutput(OutputStream target) {
    this.target = target;
  }

  static StandardOutput open() {
    return new StandardOutput(new FileOutputStream(FileDescriptor.out));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (failed != null) {
      throw failed;
    }
    try {
      target.write(bytes, offset, length);
    } catch (IOException e) {
      failed = e;
      throw e;
    }
  }

  /** Why output is incomplete; null if it is complete or nobody reads it any more. */
  @Nullable String failure() {
    if (failed == null) {
      return null;
    }
    String message = String.valueOf(failed.getMessage());
    return message.contains("Broken pipe") ? null : message;
  }
}
