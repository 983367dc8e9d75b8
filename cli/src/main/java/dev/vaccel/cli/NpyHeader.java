package dev.vaccel.cli;

import dev.vaccel.api.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The dictionary at the start of a {@code .npy} file, a Python literal such as {@code {'descr':
 * '<f4', 'fortran_order': False, 'shape': (1, 3), }}. Source: numpy.lib.format.
 *
 * @param descr element type
 * @param isFortranOrder whether the first index runs fastest
 * @param shape extents
 */
record NpyHeader(String descr, boolean isFortranOrder, Shape shape) {
  /** Bytes before the dictionary in version 1: magic, version, length. */
  static final int PREFIX_BYTES = 10;

  private static final int ALIGNMENT = 64;

  /** Reads the dictionary; the message of the exception says what is wrong. */
  static NpyHeader parse(String text) throws NpyFormatException {
    Literal literal = new Literal(text);
    String descr = null;
    Boolean fortran = null;
    Shape shape = null;
    literal.expect('{');
    while (!literal.takes('}')) {
      String key = literal.string();
      literal.expect(':');
      switch (key) {
        case "descr" -> descr = literal.peek() == '[' ? literal.rest() : literal.string();
        case "fortran_order" -> fortran = literal.truth();
        case "shape" -> shape = Shape.of(literal.numbers());
        default -> throw new NpyFormatException("its header has an unknown key '" + key + "'");
      }
      if (descr != null && descr.startsWith("[")) {
        throw new NpyFormatException("it holds records (" + descr + "): expected one number type");
      }
      if (!literal.takes(',')) {
        literal.expect('}');
        break;
      }
    }
    if (descr == null || fortran == null || shape == null) {
      throw new NpyFormatException(
          "its header lacks descr, fortran_order or shape: " + text.strip());
    }
    return new NpyHeader(descr, fortran, shape);
  }

  /** Magic, version 1, length and dictionary: what stands before the data of a file. */
  byte[] encode() {
    StringBuilder dims = new StringBuilder();
    for (long dim : shape.dims()) {
      dims.append(dim).append(shape.rank() == 1 ? "," : ", ");
    }
    if (shape.rank() > 1) {
      dims.setLength(dims.length() - 2);
    }
    String text =
        "{'descr': '"
            + descr
            + "', 'fortran_order': "
            + (isFortranOrder ? "True" : "False")
            + ", 'shape': ("
            + dims
            + "), }";
    int total = PREFIX_BYTES + text.length() + 1;
    int padded = (total + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    int length = padded - PREFIX_BYTES;
    byte[] header = new byte[padded];
    byte[] magic = "\u0093NUMPY\u0001\u0000".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(magic, 0, header, 0, magic.length);
    header[8] = (byte) length;
    header[9] = (byte) (length >>> 8);
    byte[] dictionary = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(dictionary, 0, header, PREFIX_BYTES, dictionary.length);
    java.util.Arrays.fill(header, PREFIX_BYTES + dictionary.length, padded - 1, (byte) ' ');
    header[padded - 1] = '\n';
    return header;
  }

  /** Reads the few Python literals that such a header is made of. */
  private static final class Literal {
    private final String text;
    private int at;

    Literal(String text) {
      this.text = text;
    }

    char peek() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return at < text.length() ? text.charAt(at) : 0;
    }

    boolean takes(char wanted) {
      if (peek() == wanted) {
        at++;
        return true;
      }
      return false;
    }

    void expect(char wanted) throws NpyFormatException {
      if (!takes(wanted)) {
        throw new NpyFormatException(
            "its header is no dictionary: expected "
                + wanted
                + " at character "
                + at
                + " of "
                + text.strip());
      }
    }

    String string() throws NpyFormatException {
      char quote = peek();
      int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
      if (end < 0) {
        throw new NpyFormatException(
            "its header is no dictionary: expected a quoted text at character "
                + at
                + " of "
                + text.strip());
      }
      String value = text.substring(at + 1, end);
      at = end + 1;
      return value;
    }

    String rest() {
      return text.substring(at).strip();
    }

    boolean truth() throws NpyFormatException {
      peek();
      for (String word : new String[] {"True", "False"}) {
        if (text.startsWith(word, at)) {
          at += word.length();
          return word.equals("True");
        }
      }
      expect('T');
      return false;
    }

    long[] numbers() throws NpyFormatException {
      expect('(');
      List<Long> numbers = new ArrayList<>();
      while (!takes(')')) {
        peek();
        int start = at;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
          at++;
        }
        if (start == at || at - start > 18 || numbers.size() == Shape.MAX_RANK) {
          throw new NpyFormatException(
              "its shape cannot be used: expected at most "
                  + Shape.MAX_RANK
                  + " whole numbers in "
                  + text.strip());
        }
        numbers.add(Long.parseLong(text, start, at, 10));
        takes('L'); // Python 2 wrote long integers so
        if (!takes(',')) {
          expect(')');
          break;
        }
      }
      return numbers.stream().mapToLong(Long::longValue).toArray();
    }
  }
}
