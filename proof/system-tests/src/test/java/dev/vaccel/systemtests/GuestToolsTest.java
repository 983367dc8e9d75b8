package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vaccel.systemtests.GuestBuild.Said;
import dev.vaccel.vm.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs and bindings of the C client with an agent. */
class GuestToolsTest {
  private static final Path MODELS = VaccelProcess.root().resolve("models").toAbsolutePath();

  @TempDir static Path directory;
  private static AgentProcess agent;
  private static GuestTools tools;

  @BeforeAll
  static void start() throws Exception {
    GuestBuild.tools(Architecture.ofThisMachine()); // First: it may skip all of this.
    String models = directory.resolve("models").toString();
    Map<String, String> store = Map.of("VACCEL_MODELS", models);
    String shapes = MODELS.resolve("shapes").toString();
    assertEquals(0, VaccelProcess.run(store, "model", "add", shapes).exitCode());
    agent =
        AgentProcess.start(
            "--models=" + models,
            "--listen=unix://" + directory.resolve("agent.sock"),
            "--enable=exec",
            "--store=" + directory.resolve("store"));
    tools = GuestTools.of(agent);
  }

  @AfterAll
  static void stop() {
    if (agent != null) {
      agent.close();
    }
  }

  private static List<Path> samples() throws Exception {
    try (Stream<Path> files = Files.list(MODELS.resolve("images"))) {
      return files.filter(each -> each.toString().matches(".*\\.(png|jpg)")).sorted().toList();
    }
  }

  private static String shape(Path image) {
    String name = image.getFileName().toString();
    return name.substring(0, name.lastIndexOf('-'));
  }

  @Test
  void classifyNamesEverySample() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--json", "--top", "2"));
    samples().forEach(image -> arguments.add(image.toString()));
    Said said = tools.run("classify", arguments.toArray(String[]::new));
    assertEquals(0, said.exitCode(), said.text());
    List<String> lines = said.text().lines().toList();
    assertEquals(samples().size(), lines.size(), said.text());
    for (int i = 0; i < lines.size(); i++) {
      JsonObject answer = JsonParser.parseString(lines.get(i)).getAsJsonObject();
      assertEquals(2, answer.getAsJsonArray("labels").size(), said.text());
      JsonObject first = answer.getAsJsonArray("labels").get(0).getAsJsonObject();
      assertEquals(shape(samples().get(i)), first.get("text").getAsString());
    }
  }

  @Test
  void classifyGoesOnBehindAPictureThatIsNone() throws Exception {
    Path text = Files.writeString(directory.resolve("text.png"), "no picture");
    Said said =
        tools.run("classify", text.toString(), MODELS.resolve("images/star-1.png").toString());
    assertEquals(1, said.exitCode(), said.text());
    assertTrue(said.text().contains(text + ": "), said.text());
    assertTrue(said.text().contains("star"), said.text());
  }

  @Test
  void classifyAsksForAModelByItsName() throws Exception {
    String star = MODELS.resolve("images/star-1.png").toString();
    Said said = tools.run("classify", "--model", "shapes", star);
    assertEquals(0, said.exitCode(), said.text());
    assertTrue(said.text().contains("star"), said.text());
    Said unknown = tools.run("classify", "--model", "shape", star);
    assertEquals(1, unknown.exitCode(), unknown.text());
    assertTrue(unknown.text().contains("no model of that name"), unknown.text());
    Said missing = tools.run("classify", "--model", "no/shapes", star);
    assertTrue(missing.text().contains("no/shapes"), missing.text());
  }

  @Test
  void sgemmIsCheckedAgainstItsOwn() throws Exception {
    Said said = tools.run("sgemm", "64");
    assertEquals(0, said.exitCode(), said.text());
    assertTrue(said.text().contains("64"), said.text());
  }

  @Test
  void aesGivesThePublishedAnswerAndUndoesWhatItDid() throws Exception {
    Said said = tools.run("aes", "--repeat=4", "16", "65536", "1048576");
    assertEquals(0, said.exitCode(), said.text());
    assertEquals(3, said.text().lines().count(), said.text());
    assertTrue(said.text().contains("65536 bytes: median"), said.text());
  }

  @Test
  void execCallsAFunctionOfALibrary() throws Exception {
    Path source =
        Files.writeString(
            directory.resolve("twice.c"),
            """
            long twice(long x, const unsigned char *in, unsigned char *out) {
              for (int i = 0; i < 3; i++) {
                out[i] = in[2 - i];
              }
              return 2 * x;
            }
            """);
    Path input = Files.writeString(directory.resolve("input"), "abc");
    Path library = directory.resolve("libtwice.so");
    GuestBuild.run(List.of("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString()));
    Said said =
        tools.run(
            "exec",
            "--library=" + library,
            "--symbol=twice",
            "--returns=i64",
            "--arg=i64:-21",
            "--arg=in:@" + input,
            "--arg=out:3");
    assertEquals("-42\n636261\n", said.text());
    assertEquals(0, said.exitCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classify|--help|0|Usage: vaccel-classify",
        "classify|--bad|2|unknown option --bad",
        "classify|--top|2|--top needs a value",
        "classify|--top 0 x.png|2|expected a number from 1 to 1000",
        "classify|/nowhere.png|1|/nowhere.png: cannot read it: No such file",
        "classify|--connect nowhere x.png|2|nowhere",
        "classify|--connect unix:///nowhere x.png|4|/nowhere",
        "classify|--connect tcp://127.0.0.1:1 x.png|4|refused",
        "classify|--connect vsock://2 x.png|2|vsock://cid:port",
        "classify|--model /nowhere x.png|1|/nowhere: cannot read it",
        "sgemm|0|2|expected a number",
        "aes|--help|0|Usage: vaccel-aes",
        "aes|7|2|expected a number from 16",
        "aes|17|2|whole blocks of 16 bytes",
        "exec|--library /nowhere.so --symbol f|1|/nowhere.so"
      })
  void whatIsWrongIsSaidInOneLine(String name, String arguments, int exitCode, String part)
      throws Exception {
    Said said = tools.run(name, arguments.split(" ", -1));
    assertEquals(exitCode, said.exitCode(), said.text());
    assertTrue(said.text().contains(part), said.text());
  }

  private static Said python(String code) throws Exception {
    GuestBuild.requirePrograms("python3");
    GuestBuild.make("all");
    Path root = GuestBuild.source().toAbsolutePath();
    return GuestBuild.run(
        List.of("python3", "-c", code),
        Map.of(
            "PYTHONPATH",
            root.resolve("python").toString(),
            "PYTHONDONTWRITEBYTECODE",
            "1",
            "VACCEL_GUEST_LIBRARY",
            root.resolve(
                    "target/" + Architecture.ofThisMachine().machineName() + "/libvaccel-guest.so")
                .toString(),
            "VACCEL_ADDRESS",
            agent.address(),
            "MODELS",
            MODELS.toString()));
  }

  @Test
  void pythonClassifiesRunsTensorsAndMultiplies() throws Exception {
    Said said =
        python(
            """
            import array, os, vaccel
            models = os.environ["MODELS"]
            with vaccel.Session() as session:
                model = session.register(models + "/shapes")
                assert session.model("shapes") == model
                labels = session.classify(model, open(models + "/images/star-1.png", "rb").read(), top_k=3)
                print(labels[0].text, len(labels))
                with open(models + "/images/ring-1.png", "rb") as file:
                    print(session.classify(model, bytearray(file.read()))[0].text)

                net = session.load(model)
                info = net.describe()
                print(info["backend"], [i.element_type for i in info["inputs"]])
                shape = [max(1, d) for d in info["inputs"][0].dims]
                count = 1
                for d in shape:
                    count *= d
                zeros = memoryview(array.array("f", bytes(4 * count))).cast("B").cast("f", shape)
                outputs = net.run({info["inputs"][0].name: zeros})
                result = outputs[info["outputs"][0].name]
                print(result.element_type, result.shape[-1], abs(sum(result.view().tolist()[0])) < 1e6)
                net.unload()

                a = array.array("f", [1, 2, 3, 4, 5, 6])
                b = array.array("f", [1, 0, 0, 1, 1, 1])
                print(session.sgemm(2, 2, 3, a, b).view().tolist())
            """);
    assertEquals(
        """
        star 3
        ring
        onnx ['f32']
        f32 10 True
        [[4.0, 5.0], [10.0, 11.0]]
        """,
        said.text());
    assertEquals(0, said.exitCode());
  }

  @Test
  void pythonTellsWhatIsWrong() throws Exception {
    Said said =
        python(
            """
            import array, vaccel

            def told(what):
                try:
                    what()
                    print("nothing")
                except (vaccel.Error, ValueError, TypeError, OSError) as e:
                    print(type(e).__name__, str(e).splitlines()[0][:60])

            told(lambda: vaccel.Session("unix:///nowhere"))
            told(lambda: vaccel.Session("nonsense"))
            session = vaccel.Session()
            told(lambda: session.register("/nowhere"))
            told(lambda: session.classify(b"short", b"x"))
            model = session.register_bytes(b"no model")
            told(lambda: session.load(model))
            told(lambda: session.sgemm(2, 2, 2, array.array("f", [1]), array.array("f", [1])))
            told(lambda: session.classify(model, "text"))
            session.close()
            session.close()
            told(lambda: session.register_bytes(b"x"))
            """);
    List<String> lines = said.text().lines().toList();
    assertEquals(8, lines.size(), said.text());
    List<String> expected =
        List.of(
            "Error", "Error", "Error", "ValueError", "Error", "ValueError", "TypeError", "Error");
    for (int i = 0; i < expected.size(); i++) {
      assertTrue(lines.get(i).startsWith(expected.get(i) + " "), said.text());
    }
    assertEquals(0, said.exitCode());
  }
}
