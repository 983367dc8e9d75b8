package dev.vaccel.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The other end of {@link BarePeer}, in a process of its own; ends with its standard input. */
@Command(name = BenchEchoCommand.NAME, hidden = true, description = "Bare echo server of bench.")
final class BenchEchoCommand implements Callable<Integer> {
  static final String NAME = "bench-echo";

  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Parameters(paramLabel = "ADDR", description = "unix:///path or tcp://127.0.0.1:0.")
  private String address = "";

  BenchEchoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    SocketAddress where = BarePeer.parse(address);
    try (ServerSocketChannel server =
        where instanceof InetSocketAddress
            ? ServerSocketChannel.open()
            : ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(where);
      SocketAddress bound = server.getLocalAddress();
      terminal
          .out()
          .println(
              bound instanceof InetSocketAddress tcp
                  ? "tcp://127.0.0.1:" + tcp.getPort()
                  : address);
      terminal.out().flush();
      Thread.ofPlatform().daemon().name("bare-accept").start(() -> accept(server));
      while (System.in.read() >= 0) {
        // only its end counts
      }
    }
    return ExitCodes.DONE;
  }

  private static void accept(ServerSocketChannel server) {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        Thread.ofPlatform().daemon().name("bare-peer").start(() -> serve(channel));
      }
    } catch (IOException _) {
      // closed: the process ends
    }
  }

  private static void serve(SocketChannel channel) {
    try (channel;
        BarePeer peer = BarePeer.accepted(channel)) {
      peer.serve();
    } catch (IOException _) {
      // the client has measured enough
    }
  }
}
