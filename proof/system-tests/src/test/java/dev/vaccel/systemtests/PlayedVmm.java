package dev.vaccel.systemtests;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that behaves as Firecracker or Cloud Hypervisor does towards whoever starts it, with a
 * guest that makes one call to its agent: VMMs that need KVM, where there is none.
 */
final class PlayedVmm {
  private static final Pattern TOKEN = Pattern.compile("vaccel/token\0{1,4}([0-9a-f]{32})");

  private final Map<String, JsonObject> told = new HashMap<>();
  private final PrintStream console = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private PlayedVmm() {}

  public static void main(String[] arguments) throws Exception {
    boolean firecracker = arguments[0].equals("--api-sock");
    if (!firecracker && !arguments[0].equals("--api-socket")) {
      throw new IllegalArgumentException(arguments[0]);
    }
    PlayedVmm vmm = new PlayedVmm();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(arguments[1]));
      while (!vmm.told.containsKey(firecracker ? "/actions" : "/api/v1/vm.boot")) {
        try (SocketChannel channel = server.accept()) {
          vmm.take(channel);
        }
      }
    }
    if (firecracker) {
      vmm.boot(
          vmm.text("/boot-source", "initrd_path"),
          vmm.text("/boot-source", "kernel_image_path"),
          vmm.text("/vsock", "uds_path"));
    } else {
      JsonObject machine = vmm.get("/api/v1/vm.create");
      JsonObject payload = machine.getAsJsonObject("payload");
      vmm.boot(
          payload.get("initramfs").getAsString(),
          payload.get("kernel").getAsString(),
          machine.getAsJsonObject("vsock").get("socket").getAsString());
    }
    // A machine that has powered off; its VMM may stay.
    new java.util.concurrent.CountDownLatch(1).await();
  }

  private JsonObject get(String path) {
    return Objects.requireNonNull(told.get(path), path);
  }

  private String text(String path, String name) {
    return get(path).get(name).getAsString();
  }

  private void take(SocketChannel channel) throws IOException {
    InputStream in = Channels.newInputStream(channel);
    String head = "";
    while (!head.endsWith("\r\n\r\n")) {
      head += (char) in.read();
    }
    Matcher length = Pattern.compile("Content-Length: (\\d+)\r").matcher(head);
    if (!length.find() || !head.startsWith("PUT ")) {
      throw new IOException("odd request: " + head);
    }
    String body =
        new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
    String path = head.split(" ", 3)[1];
    told.put(
        path, body.isEmpty() ? new JsonObject() : JsonParser.parseString(body).getAsJsonObject());
    channel.write(
        ByteBuffer.wrap("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
  }

  private void boot(String initramfs, String kernel, String vsock) throws IOException {
    String files = Files.readString(Path.of(initramfs), StandardCharsets.ISO_8859_1);
    Matcher token = TOKEN.matcher(files);
    byte[] magic = new byte[4];
    try (InputStream in = Files.newInputStream(Path.of(kernel))) {
      in.readNBytes(magic, 0, magic.length);
    }
    // x86-64's have no boot loader and take ELF files, aarch64's the kernel's Image.
    char expected = System.getProperty("os.arch").equals("amd64") ? 'E' : 'Z';
    if (!token.find() || magic[1] != expected) {
      throw new IOException("no files of a command, or no kernel to boot: " + kernel);
    }
    console.print("boots\n\u001evaccel " + token.group(1) + " begin\n");
    // What a guest connects to at port 2048 arrives there.
    try (Session session = Carriers.connect("unix://" + vsock + "_2048")) {
      session.api(NoopApi.class).noop();
      console.print("called\n");
    }
    console.print("\u001evaccel " + token.group(1) + " end 0\n");
  }
}
