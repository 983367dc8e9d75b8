package dev.vaccel.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionReaderTest {
  private static final String TYPES =
      " enum Mode implements WireEnum { SLOW(0), FAST(1); private final int n;"
          + " Mode(int n) { this.n = n; } public int number() { return n; } }"
          + " record Point(int x, List<Long> y) {}"
          + " record Item(long value) implements Handle {}";

  @TempDir static Path apiDirectory;
  @TempDir Path directory;
  private Javac javac;

  @BeforeAll
  static void compileApi() throws IOException {
    Javac.compileApi(apiDirectory);
  }

  @BeforeEach
  void newCompiler() {
    javac = new Javac(directory, apiDirectory);
  }

  private String errors(String members) {
    return javac.errors("A", "@AcceleratorApi(id = 7, name = \"a\") interface A {" + members + "}");
  }

  @Test
  void everyTypeOfTheLanguageCompiles() throws IOException {
    javac.accepts(
        "A",
        "@AcceleratorApi(id = 7, name = \"a\") interface A {"
            + TYPES
            + "@Operation(code = 9) void values(boolean z, byte b, short s, int i, long j, float f,"
            + " double d, String t, ResourceId r, Tensor x, Mode m, Point p, Item h);"
            + "@Operation(code = 8) void lists(List<Boolean> z, List<Byte> b, List<Short> s,"
            + " List<Integer> i, List<Long> j, List<Float> f, List<Double> d, List<String> t,"
            + " List<ResourceId> r, List<Tensor> x, List<Mode> m, List<Point> p, List<Item> h,"
            + " List<MemorySegment> g, List<List<Point>> pp);"
            + "@Operation(code = 1) boolean z(); @Operation(code = 2) byte b();"
            + "@Operation(code = 3) short s(); @Operation(code = 4) float f();"
            + "@Operation(code = 5) MemorySegment g(); @Operation(code = 6) Mode m();"
            + "@Operation(code = 7) List<List<Item>> h();"
            + "@Operation(code = 10) int memory(@In MemorySegment a, int m,"
            + " @In(\"2 * a.length\") MemorySegment b, @Out(\"a.length + m\") MemorySegment c,"
            + " @InOut(value = \"m\", sent = \"if(m == 3, 0, m)\") MemorySegment d);"
            + "}");
    Api api = ApiJson.read(javac.text("META-INF/vaccel/a.json"));
    assertEquals(
        java.util.List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        api.operations().stream().map(Api.Operation::code).toList());
    assertEquals(Type.parse("list<list<handle:Item>>"), api.operations().get(6).returns());
  }

  /** The generated code has names of its own; a description need not know them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "in",
        "reply",
        "call",
        "result",
        "target",
        "attempt",
        "sender",
        "router",
        "returned",
        "failure",
        "operationCode",
        "size_a",
        "sent_a",
        "received_a",
        "p_a",
        "java",
        "dev",
        "API",
        "Sizes",
        "OP_1",
        "list",
        "count",
        "number",
        "value",
        "element",
        "f_x",
        "o",
        "out",
        "type"
      })
  void anyParameterNameWorks(String name) throws IOException {
    javac.accepts(
        "A",
        "@AcceleratorApi(id = 7, name = \"a\") interface A {"
            + TYPES
            + "@Operation(code = 1) Point op(int "
            + name
            + ", Mode mode, Point point, Item item, @InOut(\"if(mode == FAST, 0, "
            + name
            + ")\") MemorySegment a);"
            + "@Operation(code = 2) List<Mode> api(ResourceId "
            + name
            + ");"
            + "@Operation(code = 3) void fooBar(@In MemorySegment "
            + name
            + ", @Out(\""
            + name
            + ".length\") MemorySegment b);"
            + "@Operation(code = 4) void foo_bar();"
            + "@Operation(code = 5) void stub();"
            + "}");
    assertTrue(javac.has("p/ABinding.class"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "void f(); | f: every method needs @Operation with its code",
        "@Operation(code = 1) default void f() {} | f: an operation is abstract",
        "@Operation(code = 1) static void f() {} | f: an operation is abstract",
        "@Operation(code = 1) <T> void f(); | f: an operation is abstract, without type parameters",
        "@Operation(code = 1) void f() throws Exception; | f: an operation is abstract, without",
        "@Operation(code = 0) void f(); | a: f: code 0: expected 1 to 65535",
        "@Operation(code = 65536) void f(); | a: f: code 65536: expected 1 to 65535",
        "@Operation(code = 1, version = 0) void f(); | a: f: version 0: expected 1 to 65535",
        "@Operation void f(); | is missing a default value for the element 'code'",
        "@Operation(code = `x`) void f(); | incompatible types",
        "@Operation(code = 1) void f(char c); | f: parameter c: type char cannot be described",
        "@Operation(code = 1) void f(int[] c); | f: parameter c: type int[] cannot be described",
        "@Operation(code = 1) void f(int... c); | f: parameter c: type int[] cannot be described",
        "@Operation(code = 1) void f(Object c); | f: parameter c: type java.lang.Object: expected"
            + " a",
        "@Operation(code = 1) void f(Long c); | f: parameter c: type java.lang.Long: expected a",
        "@Operation(code = 1) void f(List c); | f: parameter c: a List needs the type of its",
        "@Operation(code = 1) void f(List<?> c); | f: parameter c: type ? cannot be described",
        "@Operation(code = 1) void f(List<? extends String> c); | cannot be described",
        "@Operation(code = 1) List<Object> f(); | f: type java.lang.Object: expected a primitive",
        "@Operation(code = 1) void f(MemorySegment c); | f: parameter c: memory, and nothing else,",
        "@Operation(code = 1) void f(@In @Out(`4`) MemorySegment c); | memory, and nothing else,",
        "@Operation(code = 1) void f(@In int c); | f: parameter c: memory, and nothing else, needs",
        "@Operation(code = 1) void f(@Out(`k`) MemorySegment c); | a.f: c: there is no parameter"
            + " 'k'",
        "@Operation(code = 1) void f(@Out(``) MemorySegment c); | a.f: c: size expression '': exp",
        "@Operation(code = 1, cost = `k`) void f(); | a.f: cost: there is no parameter 'k'",
        "@Operation(code = 1, cost = `1 +`) void f(); | a.f: cost: size expression '1 +': expected",
        "@Operation(code = 1) void f(@In(`b.length`) MemorySegment a, @In MemorySegment b);"
            + " | a.f: a: 'b.length' is not known yet",
        "@Operation(code = 1) void f(@InOut(value = `8`, sent = `4`) MemorySegment c); | '4' is"
            + " sent",
        "@Operation(code = 1, idempotent = true) void f(@InOut(`8`) MemorySegment c);"
            + " | a: f: changes c and is not idempotent then",
        "enum E { X } @Operation(code = 1) void f(E c); | enum E does not implement WireEnum",
        "enum E implements WireEnum { X; public int number() { return 1; } } @Operation(code = 1)"
            + " void f(E c); | p.A.E.X: expected its number, an integer literal",
        "enum E implements WireEnum { X(2 + 1); E(int n) {} public int number() { return 3; } }"
            + " @Operation(code = 1) void f(E c); | p.A.E.X: expected its number, an integer"
            + " literal",
        "enum E implements WireEnum { X(1), Y(1); E(int n) {} public int number() { return 1; } }"
            + " @Operation(code = 1) void f(E c); | a: E: expected at least one constant or field,",
        "enum E implements WireEnum {; public int number() { return 1; } }"
            + " @Operation(code = 1) void f(E c); | a: E: expected at least one constant or field,",
        "record R() {} @Operation(code = 1) R f(); | a: R: expected at least one constant or field",
        "record R(List<R> r) {} @Operation(code = 1) R f(); | record R contains itself",
        "record R(List<S> s) {} record S(R r) {} @Operation(code = 1) S f(); | contains itself",
        "record R<T>(T t) {} @Operation(code = 1) R<String> f(); | R.t: type T cannot be described",
        "record H(long x) implements Handle { public long value() { return x; } }"
            + " @Operation(code = 1) H f(); | handle H: expected one component, long value",
        "interface X { record R(int a) {} } interface Y { record R(int b) {} }"
            + " @Operation(code = 1) X.R f(Y.R r); | expected types of different names",
        "@Operation(code = 1) void f(int \u00e4); | a: name '\u00e4': expected ASCII letters",
      })
  void refusesWithOneClearError(String members, String expected) {
    String errors = errors(members.replace('`', '"'));
    assertTrue(errors.contains(expected.replace('`', '"')), errors);
    assertFalse(errors.contains("Binding"), "no error in generated code: " + errors);
    assertFalse(errors.contains("Exception:"), errors);
  }

  @Test
  void refusesTwoOperationsOfOneCodeOrName() {
    String twice = "its code or name is used twice in this API";
    assertTrue(
        errors("@Operation(code = 1) void f(); @Operation(code = 1) void g();").contains(twice));
    assertTrue(
        errors("@Operation(code = 1) void f(); @Operation(code = 2) void f(int x);")
            .contains(twice));
  }

  @Test
  void refusesWhatIsNoPlainInterface() {
    String annotation = "@AcceleratorApi(id = 7, name = \"a\") ";
    for (String type :
        new String[] {
          annotation + "class A {}",
          annotation + "interface A<T> {}",
          annotation + "interface A extends Runnable { @Operation(code = 1) void f(); }",
          "class A { " + annotation + "interface B {} }",
        }) {
      String errors = javac.errors("A", type);
      assertTrue(errors.contains("only a top-level interface in a package"), type + errors);
    }
    String unnamed = "import dev.vaccel.api.*; " + annotation + "interface A {}";
    assertTrue(javac.errorsOf("A", unnamed).contains("only a top-level interface in a package"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "id = 0, name = `a` | id 0: expected 1 to 65535",
        "id = 65536, name = `a` | id 65536: expected 1 to 65535",
        "id = 1, name = `a`, version = 65536 | version 65536: expected 1 to 65535",
        "id = 1, name = `../a` | API name '../a': expected lower-case letters, digits and dashes",
        "id = 1, name = `` | API name '': expected lower-case letters, digits and dashes",
        "name = `a` | is missing a default value for the element 'id'",
      })
  void refusesImproperNumbersAndNames(String facts, String expected) {
    String errors =
        javac.errors("A", "@AcceleratorApi(" + facts.replace('`', '"') + ") interface A {}");
    assertTrue(errors.contains(expected), errors);
  }

  @Test
  void refusesTwoInterfacesOfOneNumber() {
    String errors =
        javac.errors(
            "A",
            "@AcceleratorApi(id = 7, name = \"a\") interface A {}"
                + "@AcceleratorApi(id = 7, name = \"b\") interface B {}");
    assertEquals("p.B has the id 7 of p.A", errors);
  }

  @Test
  void documentationIsKeptWithoutItsIndentation() throws IOException {
    javac.accepts(
        "A",
        "/** Two\n   *   lines. */ @AcceleratorApi(id = 7, name = \"a\") interface A {"
            + "/**\n * Does {@code it}.\n *\n * @param x an <b>x</b>\n */"
            + "@Operation(code = 1) void f(int x); }");
    Api api = ApiJson.read(javac.text("META-INF/vaccel/a.json"));
    assertEquals("Two\nlines.", api.doc());
    assertEquals("Does {@code it}.\n\n@param x an <b>x</b>", api.operations().getFirst().doc());
  }
}
