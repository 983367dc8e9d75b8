package dev.vaccel.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The run as a page of Markdown: how it was made, pictures, tables, and what is missing. */
final class SuiteMarkdown {
  private final StringBuilder text = new StringBuilder();

  private SuiteMarkdown() {}

  /**
   * The page.
   *
   * @param facts of the machine and the run
   * @param plots names of the pictures, without their endings, and titles
   */
  static String page(SuiteTable table, Map<String, String> facts, Map<String, String> plots) {
    SuiteMarkdown page = new SuiteMarkdown();
    page.head(facts);
    page.pictures(plots);
    for (BenchOp op : BenchOp.values()) {
      List<SuiteResult> results =
          table.results().stream().filter(r -> r.task().op() == op).toList();
      if (!results.isEmpty()) {
        page.table(op, results, table);
      }
    }
    page.missing(table.missing());
    return page.text.toString();
  }

  private void head(Map<String, String> facts) {
    text.append(
        """
        # What the way through an agent costs

        Written by `./vaccel bench --all`; do not edit. `./vaccel bench --all --quick` measures a smaller table in less than
        five minutes. Everything that is measured, with the median of each round: [bench.json](bench.json).

        """);
    text.append("| | |\n| --- | --- |\n");
    facts.forEach(this::row);
    text.append(
        """

        **How.** All paths of an operation, baselines included, are open at once and take turns, round by round; each round begins
        with another. *Callers* are threads, each in a session (and on a connection) of its own. *Median* and *p99* are of all calls;
        calls of less than a microsecond are timed several together, and their p99 is that of the means. *Ratio* is the
        median over the rounds of the path's time over its baseline's: of the medians for one caller; of the time for each call, all callers
        together, for several, because how they share processors moves medians without moving work. *Test* is Wilcoxon's signed-rank test over the
        rounds, two-sided and exact: up to p = 0.01 a difference counts as real, beyond it as "no difference shown". *Copies* is how
        often a byte of an argument is copied on its way to the back end, the kernel's copies and the passes of a cipher included; it
        is not measured here but held by `CopyCountTest` and `RegionsTest`. *CPU* is of all processes that take part, from the
        kernel's clock of 10 ms, and for *vm* includes the start of the program in each turn; *heap* is what the callers allocate.

        **Paths.** *direct call*: the back end's object in this process, nothing around it. *local runtime*: a session in this
        process. *shm*: rings in shared memory (`shm+unix://`). *unix*: a plain unix socket. *tcp*, *tls*: loopback, TLS 1.3. *vm*: a C
        program in a virtual machine over its vsock, one caller, arguments up to 4 MiB; compared with a bare unix socket of the host.
        Large arguments lie in memory of the session. The baselines *bare unix socket* and *bare tcp socket* are two Java processes that send
        as many bytes there and back with nothing else.

        """);
  }

  private void pictures(Map<String, String> plots) {
    plots.forEach((name, title) -> text.append("![%s](%s.svg)\n\n".formatted(title, name)));
  }

  private void table(BenchOp op, List<SuiteResult> results, SuiteTable table) {
    text.append("## ").append(op.lowerName()).append("\n\n");
    row(
        "size",
        "callers",
        "path",
        "median",
        "p99",
        "throughput",
        "copies",
        "CPU per call",
        "heap per call",
        "ratio",
        "against",
        "test");
    text.append(
        "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |\n");
    for (SuiteResult result : results) {
      SuiteComparison compared = table.comparison(result).orElse(null);
      row(
          result.task().sizeText(),
          Integer.toString(result.task().callers()),
          result.path().text(),
          Durations.format(result.medianNs()),
          Durations.format(result.p99Ns()),
          result.throughputText(),
          result.copies(),
          Durations.format(result.cpuSecondsPerCall() * 1e9),
          String.format(Locale.ROOT, "%.0f B", result.allocatedBytesPerCall()),
          compared == null ? "" : compared.ratioText(),
          compared == null ? "" : compared.baseline().text(),
          compared == null ? "" : compared.verdict());
    }
    text.append('\n');
  }

  private void missing(List<SuiteTable.Missing> missing) {
    text.append("## Not measured\n\n");
    row("what", "path", "why not");
    text.append("| --- | --- | --- |\n");
    missing.forEach(each -> row(each.what(), each.path(), each.reason()));
  }

  private void row(String... cells) {
    text.append('|');
    for (String cell : cells) {
      text.append(' ').append(PlainText.line(cell).replace("|", "\\|")).append(" |");
    }
    text.append('\n');
  }
}
