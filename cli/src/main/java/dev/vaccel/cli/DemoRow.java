package dev.vaccel.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One line of the demonstration's table.
 *
 * @param image file name
 * @param label as the caller got it; empty in the summary
 * @param localLabel as it came without an agent
 * @param confidence as the caller got it
 */
record DemoRow(
    String image,
    String label,
    String localLabel,
    float confidence,
    double localMs,
    double remoteMs) {
  static List<DemoRow> of(List<Path> images, List<DemoAnswer> local, List<DemoAnswer> remote) {
    List<DemoRow> rows = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      rows.add(
          new DemoRow(
              String.valueOf(images.get(i).getFileName()),
              remote.get(i).label(),
              local.get(i).label(),
              remote.get(i).confidence(),
              local.get(i).medianMs(),
              remote.get(i).medianMs()));
    }
    return rows;
  }

  double overheadMs() {
    return remoteMs - localMs;
  }

  double overheadPercent() {
    return 100 * overheadMs() / localMs;
  }

  /** The medians over all pictures. */
  static DemoRow median(List<DemoRow> rows) {
    return new DemoRow(
        "median", "", "", 0, median(rows, DemoRow::localMs), median(rows, DemoRow::remoteMs));
  }

  private static double median(List<DemoRow> rows, ToDoubleFunction<DemoRow> value) {
    double[] values = rows.stream().mapToDouble(value).toArray();
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** Whether both ways gave the same labels; complains where they did not. */
  static boolean agree(List<DemoRow> rows, Terminal terminal) {
    boolean agree = true;
    for (DemoRow row : rows) {
      if (!row.label().equals(row.localLabel())) {
        terminal.note(
            row.image()
                + ": '"
                + row.label()
                + "' through the agent, '"
                + row.localLabel()
                + "' here");
        agree = false;
      }
    }
    return agree;
  }

  JsonObject json() {
    return Json.object(
        "image", image,
        "label", label,
        "confidence", confidence,
        "localMs", localMs,
        "remoteMs", remoteMs,
        "overheadMs", overheadMs(),
        "overheadPercent", overheadPercent());
  }
}
