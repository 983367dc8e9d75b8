package dev.vaccel.cli;

import dev.vaccel.vm.GuestOutput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What a guest's command says, line by line. Confined to the thread that reads the console. */
final class GuestLines implements GuestOutput {
  private final Consumer<String> each;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /** Passes lines on, without their ends. */
  GuestLines(Consumer<String> each) {
    this.each = each;
  }

  @Override
  public void take(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        each.accept(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(bytes[i]);
      }
    }
  }
}
