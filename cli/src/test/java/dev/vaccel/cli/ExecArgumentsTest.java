package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vaccel.api.ExecArgument;
import dev.vaccel.api.ExecKind;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExecArgumentsTest {
  @TempDir Path directory;

  @Test
  void everyFormIsRead() throws IOException {
    assertEquals(-5, (int) ExecArguments.parse("i32:-5").bits());
    assertEquals(-1, (int) ExecArguments.parse("i32:0xffffffff").bits());
    assertEquals(Long.MIN_VALUE, ExecArguments.parse("i64:" + Long.MIN_VALUE).bits());
    assertEquals(Float.floatToRawIntBits(1.5f), (int) ExecArguments.parse("f32:1.5").bits());
    assertEquals(Double.doubleToRawLongBits(1e9), ExecArguments.parse("f64:1e9").bits());
    ExecArgument out = ExecArguments.parse("out:2K");
    assertEquals(ExecKind.BUFFER_OUT, out.kind());
    assertEquals(2048, out.bits());
    ExecArgument hex = ExecArguments.parse("in:00fF");
    assertEquals(ExecKind.BUFFER_IN, hex.kind());
    assertArrayEquals(new byte[] {0, -1}, hex.data().toArray(ValueLayout.JAVA_BYTE));
    Path file = Files.write(directory.resolve("data"), new byte[] {1, 2, 3});
    ExecArgument inOut = ExecArguments.parse("inout:@" + file);
    assertEquals(ExecKind.BUFFER_INOUT, inOut.kind());
    assertEquals(3, inOut.data().byteSize());
    assertEquals(ExecKind.F32, ExecArguments.returns("F32"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "i32:", "i32:3000000000", "i31:5", "f64:x", "in:abc", "in:zz", "out:-1"})
  void otherFormsAreUsageErrors(String text) {
    Failure failure = assertThrows(Failure.class, () -> ExecArguments.parse(text));
    assertEquals(ExitCodes.USAGE, failure.exitCode());
  }
}
