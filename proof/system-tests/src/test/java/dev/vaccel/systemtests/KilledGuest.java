package dev.vaccel.systemtests;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A guest that calls until it is killed. Prints a line when it is in the middle of it.
 *
 * <pre>KilledGuest ADDRESS MODE FILE</pre>
 */
final class KilledGuest {
  private static final int BULK_BYTES = 32 << 20;
  private static final int QUEUED = 24;

  /** What it does. */
  enum Mode {
    /** Connects and ends the connection. */
    HANDSHAKE,
    /** Sends and gets large arguments. */
    BULK,
    /** Has many calls of one session outstanding. */
    QUEUE,
    /** Has calls that take long. */
    COMPUTE,
    /** Has such calls in memory that the agent maps. */
    SHARED,
    /** Registers the file. */
    UPLOAD
  }

  private KilledGuest() {}

  /** Starts one; {@code file} is what it uploads in that mode. */
  static Process start(String address, Mode mode, Path file, ProcessBuilder.Redirect errors)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            VaccelProcess.classPath(),
            KilledGuest.class.getName(),
            address,
            mode.name(),
            file.toString())
        .redirectError(errors)
        .start();
  }

  /** Runs it. */
  public static void main(String[] args) {
    String address = args[0];
    switch (Mode.valueOf(args[1])) {
      case HANDSHAKE -> {
        System.out.println("calling");
        repeat(() -> Carriers.connect(address).close());
      }
      case BULK -> echo(Carriers.connect(address), BULK_BYTES);
      case QUEUE -> {
        Session session = Carriers.connect(address);
        for (int i = 1; i < QUEUED; i++) {
          int bytes = i << 14;
          Thread.ofPlatform().start(() -> echo(session, bytes));
        }
        multiply(session, Matrices.of(384, Arena.global()::allocate));
      }
      case COMPUTE ->
          multiply(Carriers.connect(address), Matrices.of(1536, Arena.global()::allocate));
      case SHARED -> {
        Session session = Carriers.connect(address);
        multiply(session, Matrices.of(1024, session::allocate));
      }
      case UPLOAD ->
          Carriers.connect(address)
              .register(Path.of(args[2]), (sent, total) -> System.out.println("calling"));
    }
    repeat(() -> {});
  }

  private static void echo(Session session, int bytes) {
    NoopApi noop = session.api(NoopApi.class);
    MemorySegment in = Arena.global().allocate(bytes);
    MemorySegment out = Arena.global().allocate(bytes);
    System.out.println("calling");
    repeat(() -> noop.echo(in, out));
  }

  private static void multiply(Session session, Matrices matrices) {
    BlasApi blas = session.api(BlasApi.class);
    System.out.println("calling");
    repeat(() -> matrices.multiply(blas));
  }

  @SuppressWarnings("InfiniteLoopStatement") // It is killed.
  private static void repeat(Runnable call) {
    while (true) {
      call.run();
      Thread.onSpinWait();
    }
  }
}
