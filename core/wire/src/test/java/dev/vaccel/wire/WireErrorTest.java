package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InternalException;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.VaccelException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WireErrorTest {
  private static MemorySegment payload(WireError error) {
    BodyWriter out = new BodyWriter();
    error.write(out, FrameLayout.ERROR);
    return out.frame(0, 0).asSlice(FrameLayout.HEADER_BYTES);
  }

  private static WireError sent(WireError error) {
    return WireError.read(payload(error));
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyCodeArrivesAsTheSameExceptionType(ErrorCode code) {
    VaccelException thrown = VaccelException.of(code, -5, "what failed");
    VaccelException arrived = sent(WireError.of(thrown)).toException();
    assertSame(thrown.getClass(), arrived.getClass());
    assertEquals(code, arrived.code());
    assertEquals(thrown.vendorCode(), arrived.vendorCode());
    assertEquals("what failed", arrived.getMessage());
  }

  @Test
  void vendorCodesAreKept() {
    VaccelException thrown = new BackendException(ErrorCode.BACKEND_FAILED, -54, "invalid", null);
    assertEquals(-54, sent(WireError.of(thrown)).toException().vendorCode());
  }

  @Test
  void otherFailuresAreInternalAndNamed() {
    VaccelException arrived =
        sent(WireError.of(new ArithmeticException("/ by zero"))).toException();
    assertTrue(arrived instanceof InternalException);
    assertEquals("java.lang.ArithmeticException: / by zero", arrived.getMessage());
    assertEquals(ErrorCode.EXHAUSTED, WireError.of(new OutOfMemoryError("Java heap space")).code());
  }

  @Test
  void codeOfANewerPeerKeepsItsKind() {
    MemorySegment payload = payload(new WireError(ErrorCode.NOT_FOUND, 0, "x"));
    payload.set(FrameLayout.INT, 0, 567);
    assertEquals(ErrorCode.NOT_FOUND, WireError.read(payload).code());
    for (int strange : new int[] {0, -1, -500, 77, 1100, Integer.MIN_VALUE}) {
      payload.set(FrameLayout.INT, 0, strange);
      assertEquals(ErrorCode.INTERNAL, WireError.read(payload).code(), "" + strange);
    }
  }

  @Test
  void longTextsAreCutOnceAndBetweenCharacters() {
    WireError error = new WireError(ErrorCode.INTERNAL, 0, "\ud83d\ude00".repeat(3000));
    assertTrue(error.text().length() <= WireError.MAX_TEXT);
    assertTrue(error.text().endsWith("\ud83d\ude00..."), "no half character");
    assertEquals(error, sent(error));
    String longest = "x".repeat(WireError.MAX_TEXT);
    assertEquals(longest, new WireError(ErrorCode.INTERNAL, 0, longest).text());
  }

  @Test
  void textsAreOneLineAndSafeOnATerminal() {
    String nasty = "a\nb\r\u001b[31mc\u0007\u0000\u0085\u2028\u202ed\u2066\te\u00e4\u4e2d";
    assertEquals(
        "a b  [31mc     d  e\u00e4\u4e2d", new WireError(ErrorCode.INTERNAL, 0, nasty).text());
    BodyWriter out = new BodyWriter();
    out.begin(FrameLayout.ERROR);
    out.putInt(1000);
    out.putInt(0);
    out.putString(nasty);
    WireError read = WireError.read(out.frame(0, 0).asSlice(FrameLayout.HEADER_BYTES));
    assertFalse(read.text().chars().anyMatch(Character::isISOControl));
  }

  @Test
  void everyTruncationIsRefused() {
    MemorySegment whole = payload(new WireError(ErrorCode.CLOSED, 3, "nine chars"));
    for (long length = 0; length < whole.byteSize(); length++) {
      MemorySegment start = whole.asSlice(0, length);
      assertThrows(ProtocolException.class, () -> WireError.read(start));
    }
  }
}
