package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Numbers, sizes, times, bars, JSON and log lines as people and programs see them. */
final class FormatsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "64K, 65536",
    "64k, 65536",
    "16MiB, 16777216",
    "4G, 4294967296"
  })
  void sizesAreRead(String text, long bytes) {
    assertEquals(bytes, ByteSize.parse(text).bytes());
    assertEquals(bytes, ByteSize.parse(new ByteSize(bytes).shortText()).bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "K", "-1", "1.5M", "3X", "99999999999T", "0x10"})
  void otherSizesAreRefused(String text) {
    assertThrows(TypeConversionException.class, () -> ByteSize.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "1536, 1.5 KiB",
    "1048575, 1 MiB",
    "16777216, 16 MiB",
    "9223372036854775807, 8388608 TiB"
  })
  void sizesAreWritten(long bytes, String text) {
    assertEquals(text, ByteSize.format(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "850, 850 ns",
    "1234, 1.23 µs",
    "9996, 10.0 µs",
    "99960, 100 µs",
    "12345678, 12.3 ms",
    "1200000000, 1.20 s"
  })
  void timesHaveThreeDigits(double ns, String text) {
    assertEquals(text, Durations.format(ns));
  }

  @Test
  void barShowsShareAndText() {
    assertEquals(
        "up [============            ]  50% 1 of 2", ProgressBar.line("up", 1, 2, "1 of 2"));
    assertEquals("up [========================] 100%", ProgressBar.line("up", 5, 2, ""));
  }

  @Test
  void barStaysSilentWithoutATerminal() {
    assertEquals("", CommandRun.of("ops", "--backend", "noop").err());
  }

  @Test
  void jsonHoldsNumbersListsAndNull() {
    JsonObject object =
        Json.object("a", 1L, "b", null, "c", List.of(true, "x"), "d", Double.NaN, "e", 0.5f);
    assertEquals(
        "{\"a\":1,\"b\":null,\"c\":[true,\"x\"],\"d\":\"NaN\",\"e\":0.5}", object.toString());
  }

  @Test
  void logLinesAreSingleAndBeginWithTime() {
    LogRecord record = new LogRecord(Level.INFO, "agent listening address={0}");
    record.setParameters(new Object[] {"unix:///a\nb"});
    record.setThrown(new IllegalStateException("two\nlines"));
    String line = new LogLine().format(record);
    assertTrue(
        line.matches(
            "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z INFO agent listening address=unix:///a b"
                + " cause=\"java.lang.IllegalStateException: two lines\"\n"),
        line);
  }

  @Test
  void quantilesLieBetweenValues() {
    long[] sorted = {10, 20, 30, 40, 50};
    assertEquals(30, LatencySummary.quantile(sorted, 0.5));
    assertEquals(46, LatencySummary.quantile(sorted, 0.9), 1e-9);
    assertEquals(50, LatencySummary.quantile(sorted, 1));
    assertEquals(25, LatencySummary.quantile(new long[] {20, 30}, 0.5));
    assertTrue(Double.isNaN(LatencySummary.quantile(new long[0], 0.5)));
  }

  @Test
  void latencyLogSummarizesWhatItWasGiven() {
    LatencyLog log = new LatencyLog();
    long[] values = new java.util.Random(7).longs(5000, 1, 1_000_000).toArray();
    Arrays.stream(values).forEach(log::add);
    LatencyLog copy = new LatencyLog();
    copy.addAll(log);
    Arrays.sort(values);
    LatencySummary summary = copy.summary();
    assertEquals(5000, summary.count());
    assertEquals(LatencySummary.quantile(values, 0.5), summary.medianNs());
    assertEquals(LatencySummary.quantile(values, 0.99), summary.p99Ns());
    assertEquals((double) values[4999], summary.maxNs());
  }
}
