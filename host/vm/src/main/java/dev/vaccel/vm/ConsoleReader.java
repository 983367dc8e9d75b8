package dev.vaccel.vm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * Takes a command's output out of what a guest's console says: the bytes between two marks with the
 * command's own word in them, which nothing else on the console knows by chance. Everything passes
 * as it comes, but for the few bytes that may still become a mark. Confined to one thread.
 */
final class ConsoleReader {
  /** How far it has come. */
  enum State {
    /** The kernel boots. */
    BOOTING,
    /** The command runs. */
    RUNNING,
    /** The command has ended. */
    ENDED,
    /** The kernel has booted again, of which the command knows nothing. */
    RESTARTED
  }

  // Longer than " begin" and " end" with an exit code.
  private static final int MOST_VERB_BYTES = 16;
  private static final int KEPT_BYTES = 4096;

  private final byte[] mark;
  private final GuestOutput output;
  private final ConsoleTail tail = new ConsoleTail(KEPT_BYTES);
  private final ByteArrayOutputStream verb = new ByteArrayOutputStream();

  private State state = State.BOOTING;
  private int matched;
  private int exitCode = -1;

  ConsoleReader(String token, GuestOutput output) {
    this.mark = ("\u001evaccel " + token + " ").getBytes(US_ASCII);
    this.output = output;
  }

  State state() {
    return state;
  }

  /** The command's exit code, once it has ended. */
  OptionalInt exitCode() {
    return state == State.ENDED ? OptionalInt.of(exitCode) : OptionalInt.empty();
  }

  /** The last lines that were said, for people. */
  String lastLines() {
    return tail.lines(line -> line.contains(new String(mark, 1, mark.length - 1, US_ASCII)));
  }

  /** Takes what the console says next. */
  void take(byte[] bytes, int length) throws IOException {
    tail.add(bytes, length);
    int from = 0; // what was not passed on yet
    for (int i = 0; i < length && !isOver(); i++) {
      byte b = bytes[i];
      if (matched == mark.length) {
        from = i + 1;
        takeVerb(b);
      } else if (b == mark[matched]) {
        if (matched++ == 0) {
          pass(bytes, from, i);
        }
        from = i + 1;
      } else if (matched > 0) {
        // The mark's first byte is nowhere else in it: nothing of what matched begins another.
        pass(mark, 0, matched);
        matched = 0;
        from = i;
        if (b == mark[0]) {
          matched = 1;
          from = i + 1;
        }
      }
    }
    if (!isOver() && matched == 0) {
      pass(bytes, from, length);
    }
  }

  private boolean isOver() {
    return state == State.ENDED || state == State.RESTARTED;
  }

  private void takeVerb(byte b) throws IOException {
    if (b == mark[0]) {
      giveBack(); // Another mark may begin here.
      matched = 1;
      return;
    }
    if (b != '\n') {
      verb.write(b);
      if (verb.size() > MOST_VERB_BYTES) {
        giveBack();
      }
      return;
    }
    String said = verb.toString(US_ASCII);
    if (said.equals("begin")) {
      state = state == State.BOOTING ? State.RUNNING : State.RESTARTED;
    } else if (state == State.RUNNING && said.matches("end \\d{1,3}")) {
      exitCode = Integer.parseInt(said.substring("end ".length()));
      state = State.ENDED;
    } else {
      verb.write(b);
      giveBack();
    }
    verb.reset();
    matched = 0;
  }

  /** It was no mark after all: the command's own bytes. */
  private void giveBack() throws IOException {
    pass(mark, 0, mark.length);
    byte[] said = verb.toByteArray();
    pass(said, 0, said.length);
    verb.reset();
    matched = 0;
  }

  private void pass(byte[] bytes, int from, int to) throws IOException {
    if (state == State.RUNNING && to > from) {
      output.take(bytes, from, to - from);
    }
  }

  /** The console has ended: what was held back is output too. */
  void end() throws IOException {
    if (!isOver()) {
      if (matched == mark.length) {
        giveBack();
      } else {
        pass(mark, 0, matched);
        matched = 0;
      }
    }
  }
}
