package dev.vaccel.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.vaccel.posix.Futex;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The baseline of calls through shared memory: two words in a file that both processes map, each
 * counted up by one side, at which the other sleeps. {@code FutexPeer FILE} answers.
 */
final class FutexPeer {
  private static final int BYTES = 4096;
  private static final int ASKED = 0;
  private static final int ANSWERED = 128;
  private static final int LAST = -1;
  private static final VarHandle WORD = JAVA_INT.varHandle();

  private final MemorySegment memory;
  private final Futex asked;
  private final Futex answered;

  private FutexPeer(Path file, Arena arena) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena);
    }
    asked = new Futex(memory.asSlice(ASKED, Integer.BYTES));
    answered = new Futex(memory.asSlice(ANSWERED, Integer.BYTES));
  }

  static ChildProcess start(Path file) throws IOException {
    return new ChildProcess(ChildProcess.AGENT_OPTIONS, FutexPeer.class, List.of(file.toString()));
  }

  public static void main(String[] arguments) throws IOException {
    FutexPeer peer = new FutexPeer(Path.of(arguments[0]), Arena.global());
    System.out.println(arguments[0]);
    int seen = 0;
    while (seen != LAST) {
      seen = peer.next(ASKED, peer.asked, seen);
      WORD.setVolatile(peer.memory, (long) ANSWERED, seen);
      peer.answered.wake();
    }
  }

  /** Sleeps until a word has changed. */
  private int next(long offset, Futex futex, int seen) throws IOException {
    int now = (int) WORD.getVolatile(memory, offset);
    while (now == seen) {
      futex.await(seen, -1);
      now = (int) WORD.getVolatile(memory, offset);
    }
    return now;
  }

  /** A client of it. */
  static final class Client implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final FutexPeer peer;
    private int count;

    Client(Path file) throws IOException {
      peer = new FutexPeer(file, arena);
    }

    /** One round trip. */
    void call() throws IOException {
      int before = count++;
      say(count);
      int answer = peer.next(ANSWERED, peer.answered, before);
      if (answer != count) {
        throw new IOException("answer " + answer + " to " + count);
      }
    }

    private void say(int value) {
      WORD.setVolatile(peer.memory, (long) ASKED, value);
      peer.asked.wake();
    }

    @Override
    public void close() {
      say(LAST);
      arena.close();
    }
  }
}
