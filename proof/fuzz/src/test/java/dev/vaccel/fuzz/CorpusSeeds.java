package dev.vaccel.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the seeds of the corpus from the golden vectors of docs/protocol/golden. To be run again
 * when a vector was added or changed; README.md says how. Arguments: the vectors' directory, and
 * src/test/resources/dev/vaccel/fuzz.
 */
final class CorpusSeeds {
  private static final int HEADER = 16;
  private static final int CALL = 24;

  private final Path target;

  private CorpusSeeds(Path target) {
    this.target = target;
  }

  /** Writes the seeds. */
  public static void main(String[] arguments) throws IOException {
    new CorpusSeeds(Path.of(arguments[1])).writeAll(Path.of(arguments[0]));
  }

  private void writeAll(Path vectors) throws IOException {
    ByteArrayOutputStream everything = new ByteArrayOutputStream();
    ByteArrayOutputStream session = new ByteArrayOutputStream();
    List<Path> files;
    try (Stream<Path> list = Files.list(vectors)) {
      files = list.sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString().replace(".txt", "");
      byte[] bytes = read(file);
      everything.writeBytes(bytes);
      write("FrameReaderFuzzTest/stream", name, prefixed(0x3f, bytes));
      switch (bytes[4]) {
        case 1 -> write("HandshakeFuzzTest/hello", name, payload(bytes));
        case 2 -> write("HandshakeFuzzTest/welcome", name, payload(bytes));
        case 5, 11 -> write("HandshakeFuzzTest/error", name, payload(bytes));
        case 3 -> {
          call(name, bytes);
          session.writeBytes(bytes);
          write("AgentFuzzTest/connection", name, prefixed(0x3f, bytes));
        }
        default -> {}
      }
      if (name.equals("call-session-announce")) {
        byte[] body = payload(bytes);
        write("ManifestFuzzTest/manifest", name, Arrays.copyOfRange(body, CALL, body.length));
      }
    }
    write("FrameReaderFuzzTest/stream", "everything", prefixed(0x06, everything.toByteArray()));
    write("AgentFuzzTest/connection", "everything", prefixed(0xff, session.toByteArray()));
    byte[] share = read(vectors.resolve("call-session-share.txt"));
    // Less than 1 MiB: the target's agent allows no more.
    share[share.length - 6] = 0x0f;
    ByteArrayOutputStream sharing = new ByteArrayOutputStream();
    sharing.writeBytes(share);
    byte[] echo = read(vectors.resolve("call-echo-region.txt"));
    echo[echo.length - 6] = 0x04;
    sharing.writeBytes(echo);
    write("AgentFuzzTest/connection", "regions", prefixed(0x3f, sharing.toByteArray()));
    write("AgentFuzzTest/connection", "not-opened", prefixed(0xfe, everything.toByteArray()));
    for (String address :
        List.of(
            "unix:///run/agent.sock",
            "unix:@name",
            "tcp://[::1]:7077",
            "hvsock:///uds#7",
            "serial:///dev/vport0p1")) {
      write(
          "AddressFuzzTest/address",
          address.replaceAll("[^a-z]+", "-"),
          address.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  /** API and operation, length of the bulk stream in units of 16, body. */
  private void call(String name, byte[] bytes) throws IOException {
    byte[] payload = payload(bytes);
    int units = number(payload, 16) / 16;
    byte[] seed = new byte[4 + payload.length - CALL];
    seed[0] = payload[0];
    seed[1] = payload[2];
    seed[2] = (byte) units;
    seed[3] = (byte) (units >>> 8);
    System.arraycopy(payload, CALL, seed, 4, payload.length - CALL);
    write("DispatchFuzzTest/dispatch", name, seed);
  }

  private void write(String place, String name, byte[] bytes) throws IOException {
    Path file = target.resolve(place.replace("/", "Inputs/")).resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private static byte[] prefixed(int first, byte[] bytes) {
    byte[] result = new byte[1 + bytes.length];
    result[0] = (byte) first;
    System.arraycopy(bytes, 0, result, 1, bytes.length);
    return result;
  }

  /** The payload of the first frame. */
  private static byte[] payload(byte[] bytes) {
    return Arrays.copyOfRange(bytes, HEADER, HEADER + number(bytes, 0));
  }

  private static int number(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  private static byte[] read(Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean inBytes = false;
    for (String line : Files.readAllLines(file)) {
      String content = line.replaceFirst("#.*", "").strip();
      if (inBytes && !content.isEmpty()) {
        String[] parts = content.split("\\*", 2);
        int times = parts.length == 1 ? 1 : Integer.parseInt(parts[1].strip());
        for (int i = 0; i < times; i++) {
          bytes.writeBytes(HexFormat.of().parseHex(parts[0].replace(" ", "")));
        }
      }
      inBytes |= content.equals("bytes:");
    }
    return bytes.toByteArray();
  }
}
