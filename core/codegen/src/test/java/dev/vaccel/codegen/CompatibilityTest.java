package dev.vaccel.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.codegen.Api.Operation;
import dev.vaccel.codegen.Api.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompatibilityTest {
  private static final Api OLD = Samples.everything();

  private static void assertBreaks(Api current, String expected) {
    List<String> breaks = Compatibility.breaks(OLD, current);
    assertTrue(breaks.stream().anyMatch(b -> b.contains(expected)), breaks.toString());
  }

  private static void assertKept(Api current) {
    assertEquals(List.of(), Compatibility.breaks(OLD, current));
  }

  /** A change of the first operation that breaks it, and is accepted with its version raised. */
  private static void assertNeedsVersion(List<Parameter> parameters) {
    Api changed = Samples.withFirst(OLD, o -> Samples.with(o, o.name(), 1, false, parameters));
    assertBreaks(changed, "sample.copy: its signature changed; raise the version of the operation");
    assertKept(Samples.withFirst(OLD, o -> Samples.with(o, o.name(), 2, false, parameters)));
  }

  private static List<Parameter> parameters() {
    return new ArrayList<>(OLD.operations().getFirst().parameters());
  }

  @Test
  void nothingChanged() {
    assertKept(OLD);
  }

  @Test
  void newOperationsAndHintsBreakNothing() {
    List<Operation> more = new ArrayList<>(OLD.operations());
    more.add(Samples.operation(9, "more", null));
    assertKept(Samples.withOperations(OLD, more));
    assertKept(
        Samples.withFirst(
            OLD,
            o ->
                new Operation(
                    o.code(),
                    o.name(),
                    o.version(),
                    true,
                    true,
                    true,
                    true,
                    "m",
                    "other words",
                    o.parameters(),
                    o.returns())));
  }

  @Test
  void idIsForEver() {
    assertBreaks(Samples.withVersion(OLD, 8, 3), "its id 7 became 8");
  }

  @Test
  void versionNeverFalls() {
    assertBreaks(Samples.withVersion(OLD, 7, 1), "its version fell from 2");
    assertBreaks(
        Samples.withOperations(
            OLD,
            List.of(
                OLD.operations().getFirst(),
                Samples.with(
                    OLD.operations().get(1),
                    "points",
                    2,
                    true,
                    OLD.operations().get(1).parameters()))),
        "sample.points: its signature changed");
  }

  @Test
  void removedOperationNeedsNewVersionOfTheApi() {
    Api less = Samples.withOperations(OLD, List.of(OLD.operations().get(1)));
    assertBreaks(less, "sample.copy: code 1 is gone; raise the version of the API");
    assertKept(Samples.withVersion(less, 7, 3));
  }

  @Test
  void codeThatMeansSomethingElseNeedsNewVersion() {
    assertBreaks(
        Samples.withFirst(OLD, o -> Samples.with(o, "move", 1, false, o.parameters())),
        "sample.copy: its signature changed");
  }

  @Test
  void operationThatIsNoLongerIdempotentNeedsNewVersion() {
    Api repeatable = Samples.withFirst(OLD, o -> Samples.with(o, "copy", 1, true, List.of()));
    Api once = Samples.withFirst(OLD, o -> Samples.with(o, "copy", 1, false, List.of()));
    assertEquals(
        List.of("sample.copy: clients repeat it; raise the version of the operation"),
        Compatibility.breaks(repeatable, once));
    Api raised = Samples.withFirst(OLD, o -> Samples.with(o, "copy", 2, false, List.of()));
    assertEquals(List.of(), Compatibility.breaks(repeatable, raised));
  }

  @Test
  void parameterThatIsAddedRemovedOrMovedNeedsNewVersion() {
    List<Parameter> more = parameters();
    more.add(Samples.value("k", Type.Simple.I32));
    assertNeedsVersion(more);
    List<Parameter> less = parameters();
    less.removeFirst();
    assertNeedsVersion(less);
    // Two of one type: only their names tell that they changed places.
    List<Parameter> moved = parameters();
    Collections.swap(moved, 0, 1);
    assertNeedsVersion(moved);
  }

  @Test
  void parameterOfAnotherTypeDirectionOrSizeNeedsNewVersion() {
    List<Parameter> wider = parameters();
    wider.set(0, Samples.value("m", Type.Simple.I64));
    assertNeedsVersion(wider);
    Parameter b = parameters().get(4);
    List<Parameter> direction = parameters();
    direction.set(4, new Parameter("b", b.type(), Api.Direction.OUT, b.size(), ""));
    assertNeedsVersion(direction);
    List<Parameter> size = parameters();
    size.set(4, new Parameter("b", b.type(), b.direction(), "8 * m", "8 * m"));
    assertNeedsVersion(size);
    List<Parameter> sent = parameters();
    sent.set(4, new Parameter("b", b.type(), b.direction(), b.size(), b.size()));
    assertNeedsVersion(sent);
  }

  @Test
  void changedEnumNeedsNewVersion() {
    Api.Constant slow = new Api.Constant("SLOW", 0);
    Api.Constant fast = new Api.Constant("FAST", 5);
    for (Api.EnumType changed :
        List.of(
            Samples.mode(slow),
            Samples.mode(slow, fast, new Api.Constant("FASTER", 6)),
            Samples.mode(new Api.Constant("SLOW", 5), new Api.Constant("FAST", 0)))) {
      assertBreaks(
          Samples.withTypes(OLD, List.of(changed), OLD.records()),
          "sample.copy: its signature changed");
    }
    // The order of declaration does not travel.
    assertKept(Samples.withTypes(OLD, List.of(Samples.mode(fast, slow)), OLD.records()));
  }

  @Test
  void changedRecordNeedsNewVersion() {
    Api.RecordType point = OLD.records().getFirst();
    List<Api.Field> swapped = new ArrayList<>(point.fields());
    Collections.swap(swapped, 0, 1);
    assertBreaks(
        Samples.withTypes(
            OLD, OLD.enums(), List.of(new Api.RecordType("Point", "p.Point", swapped))),
        "sample.points: its signature changed");
    // Where the Java type lives does not travel.
    assertKept(
        Samples.withTypes(
            OLD, OLD.enums(), List.of(new Api.RecordType("Point", "q.Point", point.fields()))));
  }

  @Test
  void hashTellsSignaturesApart() {
    Operation copy = OLD.operations().getFirst();
    Api raised = Samples.withFirst(OLD, o -> Samples.with(o, "copy", 2, false, o.parameters()));
    assertEquals(Signatures.hash(OLD, copy), Signatures.hash(Samples.everything(), copy));
    assertNotEquals(
        Signatures.hash(OLD, copy), Signatures.hash(raised, raised.operations().getFirst()));
    assertNotEquals(Signatures.hash(OLD), Signatures.hash(raised));
  }
}
