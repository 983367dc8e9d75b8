package dev.vaccel.systemtests;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What code of libraries leaves to others. */
class CodeRulesTest {
  /** Programs and what tests are made of; everything else is a library. */
  private static final String[] PROGRAMS = {
    "dev.vaccel.cli..",
    "dev.vaccel.models..",
    "dev.vaccel.examples..",
    "dev.vaccel.testing..",
    "dev.vaccel.systemtests.."
  };

  /** Whoever calls native code. */
  private static final String[] NATIVE = {
    "dev.vaccel.posix..",
    "dev.vaccel.backend.blas..",
    "dev.vaccel.backend.exec..",
    "dev.vaccel.backend.onnx..",
    "dev.vaccel.backend.tensorflow..",
    "dev.vaccel.backend.pytorch..",
    "dev.vaccel.backend.opencl..",
    "dev.vaccel.backend.image..",
    "dev.vaccel.backend.tflite.."
  };

  private static final Set<String> RESTRICTED =
      Set.of("reinterpret", "downcallHandle", "upcallStub", "libraryLookup", "withTargetLayout");
  private static final Set<String> LOADING = Set.of("load", "loadLibrary");
  private static final Set<Class<?>> FOREIGN =
      Set.of(MemorySegment.class, Linker.class, SymbolLookup.class, AddressLayout.class);

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.vaccel");

  private static DescribedPredicate<JavaCall<?>> restricted() {
    return describe(
        "restricted methods of java.lang.foreign",
        call ->
            (call.getTargetOwner().isEquivalentTo(System.class)
                    ? LOADING
                    : FOREIGN.stream().anyMatch(t -> call.getTargetOwner().isEquivalentTo(t))
                        ? RESTRICTED
                        : Set.<String>of())
                .contains(call.getName()));
  }

  @Test
  void thereIsSomethingToCheck() {
    assertTrue(CLASSES.size() > 300, CLASSES.size() + " classes");
  }

  @Test
  void onlyTheDoorAndBackEndsCallNativeCode() {
    noClasses()
        .that(resideOutsideOfPackages(NATIVE))
        .and(resideOutsideOfPackages(PROGRAMS))
        .should()
        .callCodeUnitWhere(restricted())
        .check(CLASSES);
  }

  @Test
  void librariesPrintNothing() {
    noClasses()
        .that(resideOutsideOfPackages(PROGRAMS))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  @Test
  void librariesLogThroughTheSystemsLogger() {
    noClasses()
        .that(resideOutsideOfPackages(PROGRAMS))
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.util.logging..", "org.slf4j.."))
        .check(CLASSES);
  }

  @Test
  void nobodySleeps() {
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "Thread.sleep",
                call ->
                    call.getTargetOwner().isEquivalentTo(Thread.class)
                        && call.getName().equals("sleep")))
        .check(CLASSES);
  }
}
