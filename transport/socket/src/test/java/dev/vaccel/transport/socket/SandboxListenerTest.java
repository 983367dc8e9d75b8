package dev.vaccel.transport.socket;

import static dev.vaccel.testing.Links.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.BlockedThread;
import dev.vaccel.testing.CapturedLog;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.ProcessView;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.PeerIdentity;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sandboxes that come and go below a directory, laid out as Kata Containers does it. */
class SandboxListenerTest {
  private static final int MANY = 150;

  @TempDir Path directory;
  private Path sandboxes;
  private @Nullable Listener listener;

  @BeforeEach
  void makeDirectory() throws IOException {
    sandboxes = Files.createDirectory(directory.resolve("vm"));
  }

  @AfterEach
  void close() {
    if (listener != null) {
      listener.close();
    }
  }

  private Listener listener() {
    return Objects.requireNonNull(listener);
  }

  private void listen() {
    Address address = Address.parse("hvsock://" + sandboxes + "/*/clh.sock#2048");
    listener = new SocketTransportProvider().listen(address, LinkOptions.DEFAULT);
    assertEquals(address, listener().address());
  }

  private void listen(int most) {
    Address address = Address.parse("hvsock://" + sandboxes + "/*/clh.sock#2048");
    HybridTransport.Location location = HybridTransport.Location.parse(address);
    listener = SandboxListener.open(address, SandboxPattern.parse(address, location), most);
  }

  /** What a VMM leaves there: a socket, whose other end does not matter here. */
  private static Path device(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
    }
    return path;
  }

  private Path sandbox(String name) throws IOException {
    return device(sandboxes.resolve(name).resolve("clh.sock"));
  }

  private static void remove(Path sandbox) throws IOException {
    List<Path> inside;
    try (Stream<Path> all = Files.walk(sandbox)) {
      inside = all.sorted(java.util.Comparator.reverseOrder()).toList();
    }
    for (Path path : inside) {
      Files.deleteIfExists(path);
    }
  }

  private static Path arrival(Path device) {
    return Path.of(device + "_2048");
  }

  private static boolean isServed(Path device) {
    return Files.exists(arrival(device));
  }

  /** Connects as soon as it can: a socket is there a moment before it listens. */
  private static PosixPeer guest(Path device) {
    List<PosixPeer> connected = new ArrayList<>();
    Deadline.await(
        device + " is served",
        () -> {
          try {
            return connected.add(new PosixPeer(new Endpoint.UnixPath(arrival(device).toString())));
          } catch (IOException notYet) {
            return false;
          }
        });
    return connected.getFirst();
  }

  private void assertServes(Path device) throws Exception {
    try (PosixPeer guest = guest(device);
        Link link = listener().accept()) {
      assertEquals(new PeerIdentity("vm", device.toString()), link.peer());
      guest.write(new byte[] {1, 2});
      assertArrayEquals(new byte[] {1, 2}, read(link, 2));
    }
  }

  @Test
  void servesSandboxesThatAreThereAndThoseThatCome() throws Exception {
    Path early = sandbox("early");
    listen();
    assertTrue(isServed(early), "at once");
    assertServes(early);
    assertServes(sandbox("late"));
    assertServes(early);
  }

  @Test
  void wakesWhoWaitsWhenTheFirstSandboxComes() throws Exception {
    listen();
    Background<Link> accepting = Background.start(listener()::accept);
    BlockedThread.await(accepting.thread(), "accept");
    Path device = sandbox("first");
    try (PosixPeer _ = guest(device);
        Link link = accepting.await()) {
      assertEquals(device.toString(), link.peer().name());
    }
  }

  @Test
  void findsSocketsDeeperDown() throws Exception {
    Path firecracker = sandboxes.resolve("a/root/kata.hvsock");
    Address address = Address.parse("hvsock://" + sandboxes + "/*/root/kata.hvsock");
    listener = new SocketTransportProvider().listen(address, LinkOptions.DEFAULT);
    Files.createDirectories(firecracker.getParent());
    assertServes(device(firecracker));
    sandbox("b");
    assertServes(device(sandboxes.resolve("c/root/kata.hvsock")));
    assertFalse(isServed(sandboxes.resolve("b/clh.sock")), "another VMM's");
  }

  @Test
  void manyComeAndGo() throws Exception {
    listen();
    long descriptors = ProcessView.self().descriptors();
    for (int round = 0; round < 2; round++) {
      Set<String> expected = new HashSet<>();
      Set<String> met = new HashSet<>();
      for (int i = 0; i < MANY; i++) {
        expected.add(sandbox("vm" + i).toString());
      }
      for (String device : expected) {
        try (PosixPeer _ = guest(Path.of(device));
            Link link = listener().accept()) {
          met.add(link.peer().name());
        }
      }
      assertEquals(expected, met);
      for (int i = 0; i < MANY; i++) {
        remove(sandboxes.resolve("vm" + i));
      }
      Deadline.await(
          "nothing is held of them", () -> ProcessView.self().descriptors() <= descriptors);
    }
  }

  @Test
  void aBusySandboxKeepsNoOtherWaiting() throws Exception {
    Path busy = sandbox("busy");
    Path quiet = sandbox("quiet");
    listen();
    Set<String> met = new HashSet<>();
    try (PosixPeer _ = guest(busy);
        PosixPeer _ = guest(busy);
        PosixPeer _ = guest(busy);
        PosixPeer _ = guest(quiet);
        Link one = listener().accept();
        Link two = listener().accept()) {
      met.add(one.peer().name());
      met.add(two.peer().name());
    }
    assertEquals(Set.of(busy.toString(), quiet.toString()), met);
  }

  @Test
  void aSandboxOfTheSameNameIsServedAgain() throws Exception {
    listen();
    for (int i = 0; i < 2; i++) {
      assertServes(sandbox("same"));
      remove(sandboxes.resolve("same"));
    }
    Path device = sandbox("same");
    assertServes(device);
    Files.delete(device);
    Deadline.await("the guest is refused", () -> !isServed(device));
    assertServes(sandbox("same"));
  }

  @Test
  void aSocketThatSomebodyRemovedIsMadeAgain() throws Exception {
    Path device = sandbox("one");
    listen();
    Files.delete(arrival(device));
    assertServes(device);
  }

  @Test
  void moreThanTheLimitWait() throws Exception {
    try (CapturedLog log = new CapturedLog(SandboxListener.class)) {
      for (int i = 0; i < 5; i++) {
        sandbox("vm" + i);
      }
      listen(3);
      assertEquals(3, served().size());
      assertEquals(1, log.lines("too many sandboxes").size());
      String ended = served().getFirst();
      remove(sandboxes.resolve(ended));
      Deadline.await("another is served", () -> served().size() == 3);
      assertFalse(served().contains(ended));
      assertEquals(1, log.lines("too many sandboxes").size(), "told once");
    }
  }

  private List<String> served() {
    return Stream.of("vm0", "vm1", "vm2", "vm3", "vm4")
        .filter(name -> isServed(sandboxes.resolve(name).resolve("clh.sock")))
        .toList();
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    Path outside = device(directory.resolve("outside/clh.sock"));
    Files.createSymbolicLink(sandboxes.resolve("directory"), outside.getParent());
    Path linked = Files.createDirectory(sandboxes.resolve("socket"));
    Files.createSymbolicLink(linked.resolve("clh.sock"), outside);
    Path file = Files.createDirectory(sandboxes.resolve("file"));
    Files.createFile(file.resolve("clh.sock"));
    listen();
    assertServes(sandbox("right"));
    assertFalse(isServed(outside));
    assertFalse(isServed(linked.resolve("clh.sock")));
    assertFalse(isServed(file.resolve("clh.sock")));
  }

  @Test
  void aSandboxThatPutsSomethingInTheWayHarmsItself() throws Exception {
    Path target = Files.createFile(directory.resolve("target"));
    Path device = sandbox("a");
    Files.createSymbolicLink(arrival(device), target);
    try (CapturedLog log = new CapturedLog(Sandbox.class)) {
      listen();
      assertServes(sandbox("b"));
      assertEquals(1, log.lines("is not a socket").size(), "told once");
      assertTrue(Files.isSymbolicLink(arrival(device)));
      assertEquals(0, Files.size(target));
      Files.delete(arrival(device));
      assertServes(device);
    }
  }

  @Test
  void theDirectoryMayComeLater() throws Exception {
    remove(sandboxes);
    listen();
    Path device = sandbox("one");
    assertServes(device);
    remove(sandboxes);
    assertServes(sandbox("one"));
  }

  @Test
  void nothingIsLeftWhenItCloses() throws Exception {
    Path device = sandbox("one");
    long descriptors = ProcessView.self().descriptors();
    listen();
    Background<Link> accepting = Background.start(listener()::accept);
    BlockedThread.await(accepting.thread(), "accept");
    listener().close();
    listener().close();
    TransportException closed = assertThrows(TransportException.class, accepting::await);
    assertEquals(ErrorCode.CONNECTION_LOST, closed.code());
    assertThrows(TransportException.class, listener()::accept);
    assertFalse(isServed(device));
    Deadline.await("no descriptor is left", () -> ProcessView.self().descriptors() <= descriptors);
    Deadline.await("no thread is left", () -> ProcessView.self().threads("vaccel-sandboxe") == 0);
  }
}
