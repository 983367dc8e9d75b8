package dev.vaccel.examples;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.Session;
import dev.vaccel.api.Transpose;
import dev.vaccel.runtime.Vaccel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Multiplies two matrices in the agent that VACCEL_ADDRESS names, or here where it is not set: the
 * call is the same.
 *
 * <pre>MultiplyCaller</pre>
 */
public final class MultiplyCaller {
  private MultiplyCaller() {}

  /** Prints the product of a 2 by 3 and a 3 by 2 matrix, one row on each line. */
  public static void main(String[] args) {
    try (Session session = Vaccel.open()) {
      float[] product = multiply(session);
      System.out.println(product[0] + " " + product[1]);
      System.out.println(product[2] + " " + product[3]);
    }
  }

  static float[] multiply(Session session) {
    MemorySegment a = MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5, 6});
    MemorySegment b = MemorySegment.ofArray(new float[] {7, 8, 9, 10, 11, 12});
    MemorySegment c = session.allocate(2 * 2 * Float.BYTES);
    session
        .api(BlasApi.class)
        .sgemm(Transpose.NONE, Transpose.NONE, 2, 2, 3, 1, a, 3, b, 2, 0, c, 2);
    return c.toArray(ValueLayout.JAVA_FLOAT);
  }
}
