package dev.vaccel.backend.image;

import dev.vaccel.model.Activation;
import dev.vaccel.model.CoordinateUnit;
import dev.vaccel.model.Decoding;
import java.util.ArrayList;
import java.util.List;

/** Bodies from {@link Decoding.HeatMaps} or {@link Decoding.KeyPoints}. */
final class PointReader {
  /** Bodies that are looked at. */
  private static final int MAX_BODIES = 1000;

  /** A point in fractions of the model's input. */
  record Point(int index, float score, float x, float y) {}

  private PointReader() {}

  /** One body. */
  static List<List<Point>> maps(Decoding.HeatMaps decoding, Values maps, ClassNames names) {
    Planes planes = Planes.of(maps, decoding.layout(), names);
    names.requireCount(planes.count(), maps.name);
    List<Point> points = new ArrayList<>();
    for (int map = 0; map < planes.count(); map++) {
      int best = highest(maps, planes, map);
      float score = maps.numbers[planes.at(map, best)];
      int column = best % planes.width();
      int row = best / planes.width();
      double x = column + 0.5;
      double y = row + 0.5;
      if (decoding.quarterOffset()) {
        x += quarter(maps, planes, map, best, column, planes.width(), 1);
        y += quarter(maps, planes, map, best, row, planes.height(), planes.width());
      }
      points.add(
          new Point(
              map,
              decoding.activation() == Activation.SIGMOID ? ClassRow.sigmoid(score) : score,
              (float) (x / planes.width()),
              (float) (y / planes.height())));
    }
    return List.of(points);
  }

  static List<List<Point>> rows(
      Decoding.KeyPoints decoding, Values rows, ClassNames names, int width, int height) {
    int rank = rows.rank();
    rows.require(
        (rank == 3 || rank == 4) && rows.dim(0) == 1 && rows.dim(rank - 1) == 3,
        "[1,K,3] or [1,bodies,K,3]");
    int count = rows.dim(rank - 2);
    names.requireCount(count, rows.name);
    int bodies = rank == 4 ? rows.dim(1) : 1;
    rows.require(bodies <= MAX_BODIES, "at most " + MAX_BODIES + " bodies");
    boolean pixels = decoding.unit() == CoordinateUnit.PIXELS;
    List<List<Point>> all = new ArrayList<>();
    for (int body = 0; body < bodies; body++) {
      List<Point> points = new ArrayList<>();
      for (int k = 0; k < count; k++) {
        int at = 3 * (body * count + k);
        for (int i = at; i < at + 3; i++) {
          if (!Float.isFinite(rows.numbers[i])) {
            throw rows.wrong(i, "a finite number");
          }
        }
        float x = rows.numbers[decoding.xFirst() ? at : at + 1];
        float y = rows.numbers[decoding.xFirst() ? at + 1 : at];
        points.add(
            new Point(k, rows.numbers[at + 2], pixels ? x / width : x, pixels ? y / height : y));
      }
      all.add(points);
    }
    return all;
  }

  private static int highest(Values maps, Planes planes, int map) {
    int best = 0;
    float highest = Float.NEGATIVE_INFINITY;
    for (int cell = 0; cell < planes.width() * planes.height(); cell++) {
      int at = planes.at(map, cell);
      float value = maps.numbers[at];
      if (!Float.isFinite(value)) {
        throw maps.wrong(at, "a finite number");
      }
      if (value > highest) {
        highest = value;
        best = cell;
      }
    }
    return best;
  }

  private static double quarter(
      Values maps, Planes planes, int map, int cell, int place, int end, int step) {
    if (place == 0 || place == end - 1) {
      return 0;
    }
    float before = maps.numbers[planes.at(map, cell - step)];
    float after = maps.numbers[planes.at(map, cell + step)];
    return 0.25 * Math.signum((double) after - before);
  }
}
