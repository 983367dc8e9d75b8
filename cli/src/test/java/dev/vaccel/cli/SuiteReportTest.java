package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

final class SuiteReportTest {
  private static final Terminal TERMINAL =
      new Terminal(
          new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
          new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
          Map.of(),
          false,
          false);

  @TempDir Path directory;

  private static SuiteResult result(SuiteTask task, SuitePath path, double ns) {
    // Ten rounds that scatter alike on every path: what differs is the path.
    List<Double> rounds =
        Stream.iterate(0, i -> i < 10, i -> i + 1).map(i -> ns * (1 + i / 1000.0)).toList();
    return new SuiteResult(
        task,
        path,
        ns,
        2 * ns,
        100,
        1,
        1e9 / ns,
        ns / 1e9,
        136,
        path.copies(task.op(), 64),
        rounds);
  }

  private static SuiteTable table() {
    SuiteTable table = new SuiteTable();
    for (long size : new long[] {64, 1 << 20}) {
      SuiteTask echo = new SuiteTask(BenchOp.ECHO, size, 1, "");
      table.add(result(echo, SuitePath.BARE_UNIX, 10_000));
      table.add(result(echo, SuitePath.SHM, 5000));
      table.add(result(echo, SuitePath.UNIX, 10_000));
    }
    table.addMissing(new SuiteTask(BenchOp.ECHO, 64, 4, ""), SuitePath.TLS, "gone | away");
    return table;
  }

  @Test
  void jsonHoldsEveryCellItsBaselineAndWhatIsMissing() {
    JsonObject json = SuiteReport.json(table(), Map.of("kernel", "Linux"));
    JsonObject read = JsonParser.parseString(Json.text(json)).getAsJsonObject();
    assertEquals("Linux", read.getAsJsonObject("about").get("kernel").getAsString());
    assertEquals(6, read.getAsJsonArray("cells").size());
    JsonObject shm = read.getAsJsonArray("cells").get(1).getAsJsonObject();
    assertEquals("shm", shm.get("path").getAsString());
    assertEquals(5.0, shm.get("medianUs").getAsDouble());
    assertEquals(10, shm.getAsJsonArray("roundsUs").size());
    JsonObject baseline = shm.getAsJsonObject("baseline");
    assertEquals("bare unix socket", baseline.get("path").getAsString());
    assertEquals(0.5, baseline.get("ratio").getAsDouble(), 1e-9);
    assertTrue(baseline.get("different").getAsBoolean());
    JsonObject missing = read.getAsJsonArray("notMeasured").get(0).getAsJsonObject();
    assertEquals("echo 64 B × 4", missing.get("what").getAsString());
  }

  @Test
  void markdownSaysWhatTheTestShows() {
    String page = SuiteMarkdown.page(table(), Map.of("kernel", "Linux"), Map.of("echo-time", "T"));
    assertTrue(
        page.contains(
            "| 64 B | 1 | shm | 5.00 µs | 10.0 µs | 12.2 MiB/s | ≤ 4 | 5.00 µs | 136 B | 0.500 ×"
                + " | bare unix socket | faster, p = 0.0020 |"),
        page);
    assertTrue(page.contains("| 1.000 × | bare unix socket | no difference shown |"), page);
    assertTrue(page.contains("| 10.0 µs | 20.0 µs | 6.10 MiB/s | ≤ 4"), page);
    assertTrue(page.contains("![T](echo-time.svg)"), page);
    assertTrue(page.contains("| echo 64 B × 4 | tls | gone \\| away |"), page);
  }

  @Test
  void verdictsFollowTheTest() {
    SuiteTask task = new SuiteTask(BenchOp.NOOP, 0, 1, "");
    SuiteComparison same =
        result(task, SuitePath.TCP, 300).against(result(task, SuitePath.BARE_TCP, 300));
    assertEquals(1, same.ratio());
    assertTrue(!same.isDifferent());
    assertEquals("no difference shown", same.verdict());
    SuiteComparison slower =
        result(task, SuitePath.TLS, 3300).against(result(task, SuitePath.BARE_TCP, 300));
    assertEquals("11.0 ×", slower.ratioText());
    assertEquals("slower, p = 0.0020", slower.verdict());
  }

  @Test
  void filesTakeThePlaceOfEarlierOnes() throws Exception {
    Path out = directory.resolve("docs/performance");
    Files.createDirectories(out);
    Files.writeString(out.resolve("README.md"), "before");
    Files.writeString(out.resolve("mine.txt"), "mine");
    List<String> names = SuiteReport.write(out, TERMINAL, table(), Map.of("kernel", "Linux"));
    assertTrue(names.containsAll(List.of("README.md", "bench.json", "echo-time.svg")));
    assertTrue(Files.readString(out.resolve("README.md")).startsWith("# What the way"));
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(
          Stream.concat(names.stream(), Stream.of("mine.txt")).sorted().toList(),
          files.map(file -> file.getFileName().toString()).sorted().toList(),
          "nothing else is left");
    }
  }

  @Test
  void withoutFontsNothingButPngIsMissing() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(said, false, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(TERMINAL.out(), err, Map.of(), false, false);
    Files.writeString(directory.resolve("echo-ratio.png"), "of an earlier run");
    SuiteReport.Drawing broken =
        (_, _) -> {
          throw new Error("Probable fatal error: No physical fonts found.");
        };
    List<String> names = SuiteReport.write(directory, terminal, table(), Map.of(), broken);
    assertTrue(names.contains("echo-ratio.svg"), names.toString());
    try (Stream<Path> files = Files.list(directory)) {
      assertTrue(files.noneMatch(file -> file.toString().endsWith(".png")));
    }
    err.flush();
    String line = said.toString(StandardCharsets.UTF_8);
    assertTrue(line.contains("No physical fonts found") && line.contains("fontconfig"), line);
    assertEquals(1, line.lines().count(), line);
  }

  @Test
  void plotsAreDrawnTwice() throws Exception {
    Plot plot = SuitePlots.of(table()).getFirst();
    assertEquals("echo-time", plot.name());
    assertEquals(3, plot.series().size());
    String svg = SvgCanvas.draw(plot);
    Document read =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new java.io.ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    // A mark for each measurement and one for each line of the legend.
    assertEquals(6 + 3, read.getElementsByTagName("circle").getLength());
    assertTrue(svg.contains(">bare unix socket</text>") && svg.contains(">1 MiB</text>"), svg);
    Path png = directory.resolve("plot.png");
    PngCanvas.draw(plot, png);
    BufferedImage picture = ImageIO.read(png.toFile());
    assertEquals(2 * PlotDrawing.WIDTH, picture.getWidth());
  }

  @Test
  void marksOfTheVerticalAxisAreRound() {
    assertEquals(List.of(1.0, 2.0, 5.0, 10.0), PlotDrawing.yTicks(0.9, 11));
    assertEquals(List.of(1.0, 10.0, 100.0, 1000.0), PlotDrawing.yTicks(0.9, 1100));
  }
}
