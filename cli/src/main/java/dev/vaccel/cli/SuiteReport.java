package dev.vaccel.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes what a run came to into a directory: {@code bench.json}, {@code README.md} and pictures.
 * All of it is complete before any of it takes the place of an earlier run's.
 */
final class SuiteReport {
  private SuiteReport() {}

  /** The whole run as JSON. */
  static JsonObject json(SuiteTable table, Map<String, String> facts) {
    JsonObject about = new JsonObject();
    facts.forEach(about::addProperty);
    List<JsonObject> cells = new ArrayList<>();
    for (SuiteResult result : table.results()) {
      JsonObject cell = result.json();
      table.comparison(result).ifPresent(compared -> cell.add("baseline", compared.json()));
      cells.add(cell);
    }
    List<JsonObject> missing =
        table.missing().stream()
            .map(m -> Json.object("what", m.what(), "path", m.path(), "reason", m.reason()))
            .toList();
    return Json.object("about", about, "cells", cells, "notMeasured", missing);
  }

  /**
   * Writes everything.
   *
   * @param directory made if it is not there
   * @return the names of the files
   */
  static List<String> write(
      Path directory, Terminal terminal, SuiteTable table, Map<String, String> facts)
      throws IOException {
    return write(directory, terminal, table, facts, PngCanvas::draw);
  }

  /** Draws a plot into a file. */
  @FunctionalInterface
  interface Drawing {
    /** Writes the whole file. */
    void draw(Plot plot, Path file) throws IOException;
  }

  /** As {@link #write(Path, Terminal, SuiteTable, Map)}, with another way to draw PNG files. */
  static List<String> write(
      Path directory,
      Terminal terminal,
      SuiteTable table,
      Map<String, String> facts,
      Drawing drawing)
      throws IOException {
    Files.createDirectories(directory);
    try (TemporaryDirectory parts = TemporaryDirectory.createIn(directory, ".bench-")) {
      List<Plot> plots = SuitePlots.of(table);
      Map<String, String> titles = new LinkedHashMap<>();
      for (Plot plot : plots) {
        titles.put(plot.name(), plot.title());
        Files.writeString(parts.path().resolve(plot.name() + ".svg"), SvgCanvas.draw(plot));
      }
      drawPng(terminal, plots, drawing, parts.path(), directory);
      Files.writeString(parts.path().resolve("bench.json"), Json.text(json(table, facts)) + "\n");
      Files.writeString(
          parts.path().resolve("README.md"), SuiteMarkdown.page(table, facts, titles));
      return replace(parts.path(), directory);
    }
  }

  /** Pictures for what shows no SVG; a system without fonts has the SVG files alone. */
  private static void drawPng(
      Terminal terminal, List<Plot> plots, Drawing drawing, Path parts, Path directory)
      throws IOException {
    for (Plot plot : plots) {
      Path file = parts.resolve(plot.name() + ".png");
      try {
        drawing.draw(plot, file);
      } catch (Error | RuntimeException e) {
        // Java says it with errors of several kinds, Error itself among them.
        terminal.note(
            "no PNG files, SVG only: Java cannot draw text here ("
                + e
                + "); install fontconfig,"
                + " libfreetype6 and a font, e.g. fonts-dejavu-core");
        for (Plot each : plots) {
          // An earlier run's would show other figures than the rest.
          Files.deleteIfExists(directory.resolve(each.name() + ".png"));
          Files.deleteIfExists(parts.resolve(each.name() + ".png"));
        }
        return;
      }
    }
  }

  private static List<String> replace(Path parts, Path directory) throws IOException {
    List<Path> written;
    try (Stream<Path> files = Files.list(parts)) {
      written = files.sorted().toList();
    }
    for (Path file : written) {
      Files.move(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    return written.stream().map(file -> file.getFileName().toString()).toList();
  }
}
