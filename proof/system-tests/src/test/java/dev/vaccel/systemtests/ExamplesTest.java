package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.Session;
import dev.vaccel.examples.ClassifyCaller;
import dev.vaccel.examples.ClassifyPicture;
import dev.vaccel.examples.ClassifyText;
import dev.vaccel.examples.DetectSpeech;
import dev.vaccel.examples.MultiplyCaller;
import dev.vaccel.examples.SpotKeyword;
import dev.vaccel.posix.Errno;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.testing.SharedModels;
import dev.vaccel.wire.spi.Address;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in processes of their own that have the guest's classes and nothing else. */
class ExamplesTest {
  private static final Path MODELS = Path.of(System.getProperty("vaccel.root"), "models");
  private static final String BUNDLE = MODELS.resolve("shapes").toString();
  private static final String TEXT_BUNDLE = MODELS.resolve("text-kind").toString();

  /**
   * Three lines of each kind, written for this test: none was exchanged after a look at answers.
   */
  private static final String TEXTS =
      """
      english  Nobody had told the new postman about the dog at number twelve.
      english  She counted the spoons twice and still came up one short.
      english  If you have time on Friday, I'd be glad of some help with the piano.
      german   Niemand hatte dem neuen Briefträger von dem Hund in Nummer zwölf erzählt.
      german   Sie zählte die Löffel zweimal, und trotzdem fehlte einer.
      german   Wenn du am Freitag Zeit hast, hilf mir bitte mit dem Klavier.
      java     public static double mean(List<Double> samples) {
      java         logger.warn("no route to {}, trying {}", primary, fallback);
      java     return Optional.ofNullable(index.get(word)).map(Entry::page).orElse(-1);
      c        static void list_insert(struct list *l, struct node *n)
      c                while (p < end && isspace((unsigned char)*p)) p++;
      c        #define CONTAINER(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))
      shell    find /var/spool -type f -mtime +30 -print0 | xargs -0 rm -f
      shell    export LD_LIBRARY_PATH="$PREFIX/lib:$LD_LIBRARY_PATH"
      shell    while ! nc -z localhost 5432; do sleep 1; done
      json     {"user":"mk","roles":["editor"],"quota":null,"ratio":0.75}
      json       "version": "3.2.0-rc1",
      json     [true, false, {"depth": 3}]
      xml      <note priority="high"><to>Ole</to><body>Bring the ladder</body></note>
      xml        <plugin groupId="org.acme" version="1.4"/>
      xml      </table></div>
      markdown ### Known limitations
      markdown * [ ] write the *second* chapter, then ask [Ole](mailto:ole@example.com)
      markdown > **Warning:** this deletes `build/` without asking.
      csv      sku,title,qty,unit_price
      csv      A-1009,"Screws, 4x40",250,0.035
      csv      2023-11-04,-2.5,81,1013.2
      log      2023-11-04T06:12:09.113Z ERROR [main] db.Pool: could not get a connection within 30000 ms
      log      Nov  4 06:12:09 nas kernel: EXT4-fs (sda1): mounted filesystem with ordered data mode
      log      192.0.2.14 - ole [04/Nov/2023:06:12:09 +0100] "POST /api/items HTTP/1.1" 201 87
      encoded  8cea8c4d3d3d0b137dc867d37dea823cceae6a625aa0e5b719846ff3e83bd011
      encoded  YSBsYWRkZXIsIGEgcGlhbm8gYW5kIHR3ZWx2ZSBzcG9vbnM=
      encoded  4a 6f 68 6e 20 44 6f 65 0a ff d8 ff e0 00 10 4a
      """;

  /** Of three lines of a kind two are right, and of all of them nine in ten. */
  private static final int RIGHT_OF_KIND = 2;

  private static final int RIGHT = 30;

  @TempDir private static Path directory;
  private static Agent agent;

  @BeforeAll
  static void start() {
    Address address = Address.parse("unix://" + directory.resolve("agent.sock"));
    agent =
        Agent.start(
            AgentOptions.at(address).withBackends(Set.of("blas", "image", "onnx", "tflite")));
  }

  @AfterAll
  static void stop() {
    agent.close();
  }

  @Test
  void namesWhatAPictureShows() throws Exception {
    String[] labels = run(ClassifyPicture.class, BUNDLE, image("star-1.png")).split("\n", -1);
    assertEquals(4, labels.length, Arrays.toString(labels));
    assertEquals("star", labels[0].split(" ", -1)[0]);
    float probability = Float.parseFloat(labels[0].split(" ", -1)[1]);
    assertTrue(probability > 0.9 && probability <= 1, labels[0]);
  }

  @Test
  void multipliesTwoMatrices() throws Exception {
    assertEquals("58.0 64.0\n139.0 154.0\n", run(MultiplyCaller.class));
  }

  @Test
  void measuresSeveralPictures() throws Exception {
    String[] rows =
        run(
                ClassifyCaller.class,
                agent.addresses().getFirst().toString(),
                BUNDLE,
                "2",
                image("ring-1.png"),
                image("bar-1.jpg"))
            .split("\n", -1);
    assertEquals("ring", rows[0].split("\t", -1)[1]);
    assertEquals("bar", rows[1].split("\t", -1)[1]);
  }

  /** The stretches that were recorded with ONNX Runtime alone. */
  @Test
  void saysWhenSomebodySpeaks() throws Exception {
    String said =
        run(
            DetectSpeech.class,
            SharedModels.file("onnx/silero_vad_16k.onnx").toString(),
            SharedModels.file("images/audio/speech_60s.wav").toString());
    String recorded = SharedModels.expected("onnx_silero_vad_16k_onnx__speech_60s");
    String stretches = said.replace(" to ", "-").replace(" s\n", "s, ").replaceAll(", $", "");
    assertTrue(recorded.contains("[" + stretches + "]"), said + recorded);
  }

  @Test
  void saysWhichWordIsSpoken() throws Exception {
    InstalledFrameworks.require("tflite");
    assertEquals("yes 0.999\n", spot("yes"));
    assertEquals("silence 0.933\n", spot("silence"));
  }

  @Test
  void saysWhatKindOfTextLinesAre() throws Exception {
    List<String> kinds = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (String row : TEXTS.lines().toList()) {
      kinds.add(row.substring(0, 8).strip());
      lines.add(row.substring(9));
    }
    Path input = Files.write(directory.resolve("lines.txt"), lines);
    String said = runWith(input.toFile(), ClassifyText.class, TEXT_BUNDLE);
    List<String> answers = said.lines().toList();
    assertEquals(lines.size(), answers.size(), said);
    Map<String, Integer> right = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String[] answer = answers.get(i).split(" +", 3);
      float probability = Float.parseFloat(answer[0]);
      assertTrue(probability > 0 && probability <= 1, answers.get(i));
      assertTrue(answers.get(i).endsWith(" " + lines.get(i)), answers.get(i));
      right.merge(kinds.get(i), answer[1].equals(kinds.get(i)) ? 1 : 0, Integer::sum);
    }
    right.forEach((kind, count) -> assertTrue(count >= RIGHT_OF_KIND, kind + "\n" + said));
    assertTrue(right.values().stream().mapToInt(c -> c).sum() >= RIGHT, said);
  }

  @Test
  void takesLinesOfTextAsArgumentsToo() throws Exception {
    String said = run(ClassifyText.class, TEXT_BUNDLE, "{\"a\": [1, 2]}", "x".repeat(300), "");
    assertEquals(3, said.lines().count(), said);
    assertTrue(said.contains(" json     {\"a\": [1, 2]}\n"), said);
    assertEquals("", run(ClassifyText.class, TEXT_BUNDLE));
  }

  private static String spot(String word) throws Exception {
    return run(
        SpotKeyword.class,
        SharedModels.file("tflite/kws_dscnn_float.tflite").toString(),
        SharedModels.file("labels/kws_12.txt").toString(),
        SharedModels.file("images/audio/" + word + "_1000ms.wav").toString());
  }

  private static String image(String name) {
    return MODELS.resolve("images").resolve(name).toString();
  }

  /** Runs an example to its end; its standard output. */
  private static String run(Class<?> example, String... arguments)
      throws IOException, InterruptedException, URISyntaxException {
    return runWith(new File("/dev/null"), example, arguments);
  }

  private static String runWith(File input, Class<?> example, String... arguments)
      throws IOException, InterruptedException, URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(guestClassPath());
    command.add(example.getName());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(Vaccel.ADDRESS_VARIABLE, agent.addresses().getFirst().toString());
    Process process =
        builder
            .redirectInput(input)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it runs for more than 120 s");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), () -> read(err));
    assertEquals("", read(err));
    return read(out);
  }

  /** What a guest needs: where one class of each module comes from. */
  private static String guestClassPath() throws URISyntaxException {
    List<String> places = new ArrayList<>();
    for (Class<?> module :
        List.of(
            Session.class,
            Address.class,
            Errno.class,
            Vaccel.class,
            transport(),
            ClassifyPicture.class)) {
      places.add(
          Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return String.join(File.pathSeparator, places);
  }

  private static Class<?> transport() {
    try {
      return Class.forName("dev.vaccel.transport.socket.SocketTransportProvider");
    } catch (ClassNotFoundException e) {
      throw new AssertionError("the transport is not on the class path of the tests", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
