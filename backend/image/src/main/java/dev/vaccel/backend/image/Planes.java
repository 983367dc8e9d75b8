package dev.vaccel.backend.image;

import dev.vaccel.model.Layout;
import org.jspecify.annotations.Nullable;

/**
 * How a tensor of maps is stored.
 *
 * @param count of maps
 * @param width of each
 * @param height of each
 * @param cellStep distance of neighbouring cells of one map
 * @param mapStep distance of the same cell in neighbouring maps
 */
record Planes(int count, int width, int height, int cellStep, int mapStep) {
  /**
   * Of [1,C,h,w] or [1,h,w,C].
   *
   * @param said by the bundle; null: the dimension that has as many maps as there are names, else
   *     the smaller one
   */
  static Planes of(Values values, @Nullable Layout said, ClassNames names) {
    values.require(values.rank() == 4 && values.dim(0) == 1, "[1,C,h,w] or [1,h,w,C]");
    int first = values.dim(1);
    int last = values.dim(3);
    boolean planes;
    if (said != null) {
      planes = said == Layout.NCHW;
    } else if (names.fits(first) != names.fits(last)) {
      planes = names.fits(first);
    } else if (first != last) {
      planes = first < last;
    } else {
      throw values.unfit("two dimensions that differ; say layout in the bundle's decoding");
    }
    int count = planes ? first : last;
    int height = values.dim(planes ? 2 : 1);
    int width = planes ? last : values.dim(2);
    return planes
        ? new Planes(count, width, height, 1, width * height)
        : new Planes(count, width, height, count, 1);
  }

  int at(int map, int cell) {
    return map * mapStep + cell * cellStep;
  }
}
