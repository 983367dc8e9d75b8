package dev.vaccel.backend.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shapes of printable ASCII as lines that a round pen follows, drawn for this project: servers
 * have no fonts, and a font file is more than labels need. Units: capitals stand from 0 to {@link
 * #BASE}, small letters begin at {@link #X_TOP}, descenders reach {@link #LOW}; y grows downwards.
 *
 * <p>One line for each character: itself, its width, then strokes. {@code M x,y} lifts the pen,
 * {@code L x,y} draws, {@code C} is a cubic Bézier curve, {@code A x,y,rx,ry,from,to} an arc of an
 * ellipse in degrees clockwise from the right, {@code O x,y,rx,ry} a whole ellipse, {@code D x,y} a
 * dot.
 */
final class Glyphs {
  static final double X_TOP = 4;
  static final double BASE = 14;
  static final double LOW = 18;

  /** Between neighbours. */
  static final double GAP = 3.4;

  private static final String SHAPES =
      """
      ! 0.0 M0,0 L0,9.4 D0,13.6
      " 3.2 M0,0 L0,4 M3.2,0 L3.2,4
      # 10 M3.4,0.6 L1.8,13.4 M8.2,0.6 L6.6,13.4 M0.6,4.6 L10,4.6 M0,9.4 L9.4,9.4
      $ 8.4 M7.8,3.4 C7,2.2 5.7,1.6 4.3,1.6 C2,1.6 0.6,2.7 0.6,4.3 C0.6,6 2,6.5 4.3,7 C6.8,7.5 8.3,8.1 8.3,10 C8.3,11.6 6.6,12.6 4.3,12.6 C2.4,12.6 0.9,11.9 0,10.6 M4.2,-0.6 L4.2,14.8
      % 11 O2.3,3.2,2.3,3.2 O8.7,10.8,2.3,3.2 M9,0 L2,14
      & 10 M10,14 L2.4,5 C1.4,3.8 1.3,2.8 1.5,2 C1.8,0.8 2.8,0 4,0 C5.6,0 6.6,1 6.6,2.6 C6.6,4.2 5.4,5.2 3.4,6.4 C1.2,7.7 0,8.8 0,10.6 C0,12.6 1.5,14 3.8,14 C6.6,14 8.6,12 9.4,8
      ' 0 M0,0 L0,4
      ( 3 M3,-1 C0.9,1.4 0,4 0,7 C0,10 0.9,12.6 3,15
      ) 3 M0,-1 C2.1,1.4 3,4 3,7 C3,10 2.1,12.6 0,15
      * 6.4 M3.2,0.4 L3.2,7.6 M0,2.2 L6.4,5.8 M6.4,2.2 L0,5.8
      + 8 M4,4 L4,12 M0,8 L8,8
      , 0.6 M0.6,13.4 L0,16.2
      - 4.6 M0,8.6 L4.6,8.6
      . 0.2 D0.1,13.6
      / 5.6 M5.6,-0.6 L0,15
      0 8.4 O4.2,7,4.2,7
      1 8.4 M1.2,2.8 L4.8,0 L4.8,14
      2 8.4 M0.4,3.5 C0.6,1.3 2.1,0 4.2,0 C6.5,0 8,1.5 8,3.7 C8,5.6 7,7 5.2,8.8 L0.2,14 L8.3,14
      3 8.4 M0.6,1.9 C1.3,0.7 2.6,0 4.1,0 C6.3,0 7.7,1.4 7.7,3.3 C7.7,5.3 6.2,6.6 3.6,6.6 C6.5,6.6 8.2,8 8.2,10.2 C8.2,12.5 6.5,14 4,14 C2.2,14 0.8,13.2 0,11.8
      4 8.4 M6.3,14 L6.3,0 L0,10 L8.4,10
      5 8.4 M7.4,0 L1.4,0 L0.8,6.2 C1.7,5.4 2.8,5 4,5 C6.6,5 8.2,6.8 8.2,9.4 C8.2,12.2 6.5,14 4,14 C2.2,14 0.8,13.2 0,11.8
      6 8.4 O4.2,9.4,4.2,4.6 M0,9.4 C0,4.6 2.4,0.6 6.8,0
      7 8.4 M0,0 L8.2,0 L3,14
      8 8.4 O4.2,3.4,3.5,3.4 O4.2,10.4,4.2,3.6
      9 8.4 O4.2,4.6,4.2,4.6 M8.4,4.6 C8.4,9.4 6,13.4 1.6,14
      : 0.2 D0.1,5.4 D0.1,13.6
      ; 0.6 D0.6,5.4 M0.6,13.4 L0,16.2
      < 7.4 M7.4,3.6 L0,8 L7.4,12.4
      = 8 M0,6 L8,6 M0,10.2 L8,10.2
      > 7.4 M0,3.6 L7.4,8 L0,12.4
      ? 7.2 M0,2.8 C0.4,1 1.8,0 3.6,0 C5.8,0 7.2,1.4 7.2,3.4 C7.2,5 6.2,5.9 5,6.9 C4,7.7 3.6,8.4 3.6,9.6 D3.6,13.6
      @ 13 M9.6,9.8 C8.9,10.8 7.9,11.3 6.8,11.3 C4.9,11.3 3.7,9.9 3.7,7.9 C3.7,5.7 5.2,4 7.2,4 C8.4,4 9.3,4.6 9.7,5.6 M10.1,4.2 L9.4,9.3 C9.3,10.5 9.9,11.2 10.7,11.2 C12.1,11.2 13,9.6 13,7.4 C13,3.4 10.3,0.6 6.7,0.6 C2.8,0.6 0,3.6 0,7.8 C0,12 2.8,15 6.7,15 C8.2,15 9.6,14.6 10.7,13.8
      A 10 M0,14 L5,0 L10,14 M1.8,9.4 L8.2,9.4
      B 8.3 M0,14 L0,0 L4.4,0 A4.4,3.4,3.4,3.4,-90,90 L0,6.8 M4.4,6.8 A4.7,10.4,3.6,3.6,-90,90 L0,14
      C 9.2 A5.2,7,5.2,7,-46,-314
      D 9.5 M0,0 L0,14 L3.4,14 A3.4,7,6.1,7,90,-90 L0,0
      E 7.6 M7.6,0 L0,0 L0,14 L7.6,14 M0,6.8 L6.6,6.8
      F 7.2 M7.2,0 L0,0 L0,14 M0,6.8 L6.2,6.8
      G 10 A5.2,7,5.2,7,-46,-352 L10.2,7.4 L6.2,7.4
      H 9 M0,0 L0,14 M9,0 L9,14 M0,6.8 L9,6.8
      I 0 M0,0 L0,14
      J 6 M6,0 L6,10 A2.9,10,3.1,4,0,165
      K 8.4 M0,0 L0,14 M8,0 L0,8.6 M3,5.6 L8.4,14
      L 7 M0,0 L0,14 L7,14
      M 11 M0,14 L0,0 L5.5,9 L11,0 L11,14
      N 9 M0,14 L0,0 L9,14 L9,0
      O 10.6 O5.3,7,5.3,7
      P 8.4 M0,14 L0,0 L4.6,0 A4.6,3.8,3.8,3.8,-90,90 L0,7.6
      Q 10.6 O5.3,7,5.3,7 M6.4,10.4 L10.6,15
      R 8.8 M0,14 L0,0 L4.6,0 A4.6,3.8,3.8,3.8,-90,90 L0,7.6 M4.4,7.6 L8.8,14
      S 8.4 M7.9,2.3 C7.1,0.7 5.8,0 4.2,0 C1.9,0 0.4,1.5 0.4,3.5 C0.4,5.6 2,6.3 4.2,6.9 C6.8,7.5 8.4,8.3 8.4,10.4 C8.4,12.6 6.6,14 4.2,14 C2.4,14 0.8,13.2 0,11.5
      T 9 M0,0 L9,0 M4.5,0 L4.5,14
      U 9 M0,0 L0,9.4 A4.5,9.4,4.5,4.6,180,0 L9,0
      V 10 M0,0 L5,14 L10,0
      W 14 M0,0 L3.6,14 L7,1.6 L10.4,14 L14,0
      X 9 M0,0 L9,14 M9,0 L0,14
      Y 9.4 M0,0 L4.7,7.4 L9.4,0 M4.7,7.4 L4.7,14
      Z 8.4 M0.2,0 L8.2,0 L0,14 L8.4,14
      [ 3 M3,-1 L0,-1 L0,15 L3,15
      \\ 5.6 M0,-0.6 L5.6,15
      ] 3 M0,-1 L3,-1 L3,15 L0,15
      ^ 7 M0,5.6 L3.5,0 L7,5.6
      _ 8 M0,16 L8,16
      ` 2.4 M0,0 L2.4,2.6
      a 7.4 M0.7,5.9 C1.4,4.7 2.6,4 4,4 C6.3,4 7.4,5.2 7.4,7.4 L7.4,14 M7.4,8.6 L3.8,8.6 C1.4,8.6 0,9.6 0,11.3 C0,13 1.2,14 3.2,14 C5.4,14 7.4,12.6 7.4,10.4
      b 8 M0,0 L0,14 O4,9,4,5
      c 7 A4,9,4,5,-48,-312
      d 8 M8,0 L8,14 O4,9,4,5
      e 8 M0,9 L8,9 A4,9,4,5,0,-312
      f 5 M5.2,0.3 C4.8,0.1 4.4,0 4,0 C2.6,0 2,0.9 2,2.4 L2,14 M0,4.4 L4.8,4.4
      g 8 M8,4 L8,14 A4.1,14,3.9,4,0,150 O4,9,4,5
      h 7.4 M0,0 L0,14 M0,8 A3.7,8,3.7,4,180,360 L7.4,14
      i 0.2 M0.1,4 L0.1,14 D0.1,0.2
      j 2.2 M2.1,4 L2.1,15.2 C2.1,17.2 1.4,18 0,18 D2.1,0.2
      k 7.2 M0,0 L0,14 M6.8,4 L0,10.2 M2.6,7.9 L7.2,14
      l 2.2 M0,0 L0,11.6 C0,13.2 0.8,14 2.2,14
      m 11.6 M0,4 L0,14 M0,7.6 A2.9,7.6,2.9,3.6,180,360 L5.8,14 M5.8,7.6 A8.7,7.6,2.9,3.6,180,360 L11.6,14
      n 7.4 M0,4 L0,14 M0,8 A3.7,8,3.7,4,180,360 L7.4,14
      o 8 O4,9,4,5
      p 8 M0,4 L0,18 O4,9,4,5
      q 8 M8,4 L8,18 O4,9,4,5
      r 4.6 M0,4 L0,14 M0,8.4 C0,5.8 1.5,4 3.5,4 C3.9,4 4.3,4.1 4.6,4.2
      s 6.8 M6.4,5.7 C5.7,4.6 4.7,4 3.4,4 C1.5,4 0.3,5 0.3,6.5 C0.3,8 1.6,8.5 3.4,8.9 C5.4,9.3 6.7,9.9 6.7,11.4 C6.7,13 5.3,14 3.4,14 C1.9,14 0.7,13.4 0,12.1
      t 5 M2,1 L2,11.4 C2,13.2 2.8,14 4.2,14 C4.5,14 4.8,13.9 5,13.8 M0,4.4 L4.8,4.4
      u 7.4 M0,4 L0,10 A3.7,10,3.7,4,180,0 M7.4,4 L7.4,14
      v 8 M0,4 L4,14 L8,4
      w 11.2 M0,4 L2.9,14 L5.6,5 L8.3,14 L11.2,4
      x 7.4 M0,4 L7.4,14 M7.4,4 L0,14
      y 8 M0,4 L4,13.6 M8,4 L3.2,16 C2.7,17.4 2,18 0.6,18
      z 7 M0.2,4 L6.8,4 L0,14 L7,14
      { 4 M4,-1 C2.4,-1 1.8,-0.2 1.8,1.2 L1.8,5 C1.8,6.3 1.2,7 0,7 C1.2,7 1.8,7.7 1.8,9 L1.8,12.8 C1.8,14.2 2.4,15 4,15
      | 0 M0,-1 L0,16
      } 4 M0,-1 C1.6,-1 2.2,-0.2 2.2,1.2 L2.2,5 C2.2,6.3 2.8,7 4,7 C2.8,7 2.2,7.7 2.2,9 L2.2,12.8 C2.2,14.2 1.6,15 0,15
      ~ 8 M0,9.2 C0.5,7.5 1.4,6.8 2.6,6.8 C4.5,6.8 4.6,9.2 6.2,9.2 C7.2,9.2 7.7,8.5 8,7
      """;

  /** What a character without a shape becomes. */
  private static final Glyph UNKNOWN = parse("7 M0,1 L7,1 L7,14 L0,14 L0,1");

  private static final Map<Character, Glyph> ALL = all();

  private Glyphs() {}

  /**
   * One character.
   *
   * @param width from the leftmost to the rightmost position of the pen
   * @param strokes polylines of x, y in turn; a single point is a dot
   */
  record Glyph(double width, List<double[]> strokes) {}

  /** The character's shape, or an empty box. */
  static Glyph of(char character) {
    return ALL.getOrDefault(character, UNKNOWN);
  }

  private static Map<Character, Glyph> all() {
    Map<Character, Glyph> all = new HashMap<>();
    SHAPES.lines().forEach(line -> all.put(line.charAt(0), parse(line.substring(2))));
    all.put(' ', new Glyph(2.2, List.of()));
    return Map.copyOf(all);
  }

  private static Glyph parse(String text) {
    String[] parts = text.split(" ", -1);
    List<double[]> strokes = new ArrayList<>();
    Pen pen = new Pen(strokes);
    char curve = 0;
    List<Double> pending = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      char first = parts[i].charAt(0);
      boolean isNamed = Character.isLetter(first);
      String[] numbers = (isNamed ? parts[i].substring(1) : parts[i]).split(",", -1);
      curve = isNamed ? first : curve;
      for (String number : numbers) {
        pending.add(Double.parseDouble(number));
      }
      // A curve's three points stand in three parts.
      if (curve == 'C' && pending.size() < 6) {
        continue;
      }
      double[] n = pending.stream().mapToDouble(Double::doubleValue).toArray();
      pending.clear();
      switch (curve) {
        case 'M' -> pen.move(n[0], n[1]);
        case 'L' -> pen.line(n[0], n[1]);
        case 'C' -> pen.curve(n);
        case 'A' -> pen.arc(n[0], n[1], n[2], n[3], n[4], n[5]);
        case 'O' -> {
          pen.lift();
          pen.arc(n[0], n[1], n[2], n[3], 0, 360);
          pen.lift();
        }
        case 'D' -> {
          pen.move(n[0], n[1]);
          pen.lift();
        }
        default -> throw new IllegalStateException(parts[i]);
      }
    }
    pen.lift();
    return new Glyph(Double.parseDouble(parts[0]), List.copyOf(strokes));
  }

  /** Turns curves into short lines. */
  private static final class Pen {
    private static final int CURVE_STEPS = 7;
    private static final double ARC_STEP_DEGREES = 18;

    private final List<double[]> strokes;
    private final List<Double> points = new ArrayList<>();

    Pen(List<double[]> strokes) {
      this.strokes = strokes;
    }

    void lift() {
      if (!points.isEmpty()) {
        strokes.add(points.stream().mapToDouble(Double::doubleValue).toArray());
        points.clear();
      }
    }

    void move(double x, double y) {
      lift();
      line(x, y);
    }

    void line(double x, double y) {
      points.add(x);
      points.add(y);
    }

    void curve(double[] n) {
      double x = points.get(points.size() - 2);
      double y = points.getLast();
      for (int i = 1; i <= CURVE_STEPS; i++) {
        double t = (double) i / CURVE_STEPS;
        double s = 1 - t;
        double a = s * s * s;
        double b = 3 * s * s * t;
        double c = 3 * s * t * t;
        double d = t * t * t;
        line(a * x + b * n[0] + c * n[2] + d * n[4], a * y + b * n[1] + c * n[3] + d * n[5]);
      }
    }

    void arc(double x, double y, double rx, double ry, double from, double to) {
      int steps = (int) Math.ceil(Math.abs(to - from) / ARC_STEP_DEGREES);
      for (int i = 0; i <= steps; i++) {
        double angle = Math.toRadians(from + (to - from) * i / steps);
        line(x + rx * Math.cos(angle), y + ry * Math.sin(angle));
      }
    }
  }
}
