package dev.vaccel.benchmarks;

import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.runtime.ApiBindings;
import dev.vaccel.runtime.Transports;
import dev.vaccel.wire.ApiOffer;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.FrameReader;
import dev.vaccel.wire.FrameWriter;
import dev.vaccel.wire.Hello;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Small calls that do not wait for the answers of those before, on one connection: what an agent
 * and a link take. The client writes frames that it has encoded before and looks at each answer's
 * header.
 */
final class Pipelined {
  private static final double BAR = 1e6;
  private static final int SESSION = 1;
  private static final int SESSION_API = 64;
  private static final int OPEN = 1;
  private static final int NOOP_API = 1;
  private static final int NOOP = 1;
  private static final int REPLY_BYTES = FrameLayout.HEADER_BYTES + 8;
  private static final int BATCH = 64;
  private static final int BATCHES = 4;
  private static final int CALLS = 1_000_000;
  private static final int OPCODE_AT = 4;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Link link;
  private final MemorySegment[][] batches = new MemorySegment[BATCHES][1];
  private final MemorySegment answers;
  private int kept;

  private Pipelined(Link link, Arena arena) {
    this.link = link;
    this.answers = arena.allocate(4L * BATCH * REPLY_BYTES);
    greet();
    BodyWriter call = new BodyWriter();
    for (int batch = 0; batch < BATCHES; batch++) {
      MemorySegment frames = null;
      for (int i = 0; i < BATCH; i++) {
        call.beginCall(NOOP_API, NOOP, 0);
        MemorySegment frame = call.frame(1 + batch * BATCH + i, SESSION);
        if (frames == null) {
          frames = arena.allocate(BATCH * frame.byteSize());
        }
        MemorySegment.copy(frame, 0, frames, i * frame.byteSize(), frame.byteSize());
      }
      batches[batch][0] = frames;
    }
  }

  private void greet() {
    FrameWriter writer = new FrameWriter(link);
    FrameReader reader = new FrameReader(link, "the agent", FrameLayout.MAX_PAYLOAD);
    BodyWriter body = new BodyWriter();
    new Hello(
            FrameLayout.VERSION,
            FrameLayout.VERSION,
            0,
            FrameLayout.MAX_PAYLOAD,
            "benchmark",
            "",
            ApiBindings.load().all().stream()
                .map(ApiBinding::description)
                .map(ApiOffer::of)
                .toList())
        .write(body);
    writer.send(body, 0, 0);
    require(reader.next() && reader.opcode() == FrameLayout.WELCOME, "no WELCOME");
    body.beginCall(SESSION_API, OPEN, 0);
    body.putLong(0); // No back end preferred.
    writer.send(body, 1, SESSION);
    require(reader.next() && reader.opcode() == FrameLayout.REPLY, "no session");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }

  /** Makes so many calls, at most all batches outstanding. */
  private void run(int calls) {
    int sent = 0;
    for (int answered = 0; answered < calls; ) {
      while (sent < calls && sent - answered <= (BATCHES - 1) * BATCH) {
        link.write(batches[sent / BATCH % BATCHES], 1);
        sent += BATCH;
      }
      answered += take();
    }
  }

  /** Reads what is there; counts the answers that are whole. */
  private int take() {
    long read = link.read(answers.asSlice(kept));
    require(read > 0, "the agent ended the connection");
    int there = kept + (int) read;
    int at = 0;
    for (; at + REPLY_BYTES <= there; at += REPLY_BYTES) {
      require(
          (answers.get(INT, at + OPCODE_AT) & 0xff) == FrameLayout.REPLY, "an answer is no REPLY");
    }
    MemorySegment.copy(answers, at, answers, 0, there - at);
    kept = there - at;
    return at / REPLY_BYTES;
  }

  static void run(Report report, Scale scale, Path directory) throws Exception {
    int calls = scale.calls(CALLS) / BATCH * BATCH;
    try (ChildProcess agent =
            AgentMain.start("shm+unix://" + directory.resolve("agent.sock"), "noop");
        Link link = Transports.connect(Address.parse(agent.firstLine), LinkOptions.DEFAULT);
        Arena arena = Arena.ofConfined()) {
      Pipelined client = new Pipelined(link, arena);
      client.run(calls);
      double[] rates = new double[scale.rounds()];
      for (int round = 0; round < rates.length; round++) {
        long startNs = System.nanoTime();
        client.run(calls);
        rates[round] = calls * 1e9 / (System.nanoTime() - startNs);
      }
      Arrays.sort(rates);
      report.addAtLeast(
          "noop shm, pipelined on one connection", rates[rates.length / 2], "calls/s", BAR);
    }
  }
}
