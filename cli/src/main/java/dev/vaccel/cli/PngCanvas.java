package dev.vaccel.cli;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Draws plots as PNG, without a display. Confined to one thread. */
final class PngCanvas implements PlotCanvas {
  private static final int SCALE = 2;
  private static final float[] DASHES = {6, 4};

  private final Graphics2D graphics;

  private PngCanvas(Graphics2D graphics) {
    this.graphics = graphics;
  }

  /**
   * Writes the whole file.
   *
   * @throws Error or RuntimeException where this system lacks what Java draws text with (fontconfig
   *     or any font)
   */
  static void draw(Plot plot, Path file) throws IOException {
    BufferedImage image =
        new BufferedImage(
            SCALE * PlotDrawing.WIDTH, SCALE * PlotDrawing.HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(SCALE, SCALE);
    PlotDrawing.draw(plot, new PngCanvas(graphics));
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  @Override
  public void line(
      double x1, double y1, double x2, double y2, String color, double width, boolean dashed) {
    graphics.setColor(Color.decode(color));
    float[] dashes = dashed ? DASHES : null;
    graphics.setStroke(
        new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
    graphics.draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void disc(double x, double y, double radius, String fill, String edge) {
    Ellipse2D disc = new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    graphics.setColor(Color.decode(fill));
    graphics.fill(disc);
    graphics.setColor(Color.decode(edge));
    graphics.setStroke(new BasicStroke(1.6f));
    graphics.draw(disc);
  }

  @Override
  public void text(
      double x, double y, String text, Anchor anchor, double size, String color, boolean isUpward) {
    graphics.setColor(Color.decode(color));
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) size));
    double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
    double before =
        switch (anchor) {
          case START -> 0;
          case MIDDLE -> width / 2;
          case END -> width;
        };
    AffineTransform upright = graphics.getTransform();
    graphics.translate(x, y);
    if (isUpward) {
      graphics.rotate(-Math.PI / 2);
    }
    graphics.drawString(text, (float) -before, 0);
    graphics.setTransform(upright);
  }
}
