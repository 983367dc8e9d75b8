package dev.vaccel.systemtests;

import dev.vaccel.api.ImageApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.TransportException;
import dev.vaccel.runtime.Vaccel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A caller that tells what it can see, and calls. Prints {@code NAME=VALUE} lines; at {@code
 * holding=} it has memory that is shared, and waits for a byte.
 *
 * <pre>IsolatedCaller PORT ABSTRACT-ADDRESS HOST-FILE SOCKET ADDRESS...</pre>
 */
final class IsolatedCaller {
  private static final int ECHO_BYTES = 1 << 20;

  private IsolatedCaller() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    tell("pid", ProcessHandle.current().pid());
    tell("processes", names(Path.of("/proc"), "[0-9]+"));
    tell("uid", Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    tell("entries", names(Path.of("/"), ".*"));
    tell("interfaces", interfaces());
    tell("connects", connects(Integer.parseInt(args[0])));
    tell("abstract", reaches(args[1]));
    tell("host-file", Files.exists(Path.of(args[2])));
    for (String address : List.of(args).subList(4, args.length)) {
      call(address);
    }
    sendNonsense(Path.of(args[3]));
  }

  private static void tell(String name, Object value) {
    System.out.println(name + "=" + value);
  }

  private static String names(Path directory, String pattern) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches(pattern))
          .sorted()
          .collect(Collectors.joining(" "));
    }
  }

  private static String interfaces() throws IOException {
    return Files.readAllLines(Path.of("/proc/net/dev")).stream()
        .skip(2) // headings
        .map(line -> line.substring(0, line.indexOf(':')).strip())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static boolean connects(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean reaches(String address) {
    try (Session _ = Vaccel.connect(address)) {
      return true;
    } catch (TransportException _) {
      return false;
    }
  }

  private static void call(String address) throws IOException {
    try (Session session = Vaccel.connect(address);
        Arena arena = Arena.ofConfined()) {
      NoopApi noop = session.api(NoopApi.class);
      noop.noop();
      byte[] content = new byte[ECHO_BYTES];
      new Random(1).nextBytes(content);
      MemorySegment in = session.allocate(ECHO_BYTES);
      MemorySegment out = session.allocate(ECHO_BYTES);
      in.copyFrom(MemorySegment.ofArray(content));
      noop.echo(in, out);
      tell("echo-shared", out.mismatch(in) == -1);
      MemorySegment plain = arena.allocate(ECHO_BYTES);
      noop.echo(in, plain);
      tell("echo-plain", plain.mismatch(MemorySegment.ofArray(content)) == -1);
      tell("holding", address);
      int _ = System.in.read();
      ResourceId model = session.register(Path.of("/shapes"));
      MemorySegment star = MemorySegment.ofArray(Files.readAllBytes(Path.of("/star.png")));
      tell("label", session.api(ImageApi.class).classify(model, star, 1).getFirst().text());
    }
  }

  /** Has the agent log whom it takes this process for. */
  private static void sendNonsense(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.allocate(64));
      int _ = channel.read(ByteBuffer.allocate(1));
      tell("sent", "nonsense");
    }
  }
}
