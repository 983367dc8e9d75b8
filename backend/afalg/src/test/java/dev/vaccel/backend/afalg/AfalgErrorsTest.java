package dev.vaccel.backend.afalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.SystemCallException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What is said where the kernel does not do. */
class AfalgErrorsTest {
  @Test
  void saysWhyThisKernelIsNoUse() {
    try {
      new AfalgBackendProvider().open(BackendSettings.NONE).close();
    } catch (UnsupportedException e) {
      assertEquals(ErrorCode.NO_BACKEND, e.code());
      assertTrue(e.getMessage().contains("AF_ALG"), e::getMessage);
      return;
    }
    Assumptions.abort("this kernel has AF_ALG");
  }

  @Test
  void namesWhatAKernelLacks() {
    VaccelException none =
        AfalgErrors.noSockets(new SystemCallException("socket", "AF_ALG", Errno.EAFNOSUPPORT));
    assertEquals(
        "this kernel has no AF_ALG (CONFIG_CRYPTO_USER_API): socket on AF_ALG: EAFNOSUPPORT (97)",
        none.getMessage());
    VaccelException missing =
        AfalgErrors.notOpened(
            "gcm(aes)", new SystemCallException("bind", "aead gcm(aes)", Errno.ENOENT));
    assertEquals(
        "this kernel has no gcm(aes) for AF_ALG: bind on aead gcm(aes): ENOENT (2)",
        missing.getMessage());
    assertThrows(UnsupportedException.class, () -> throwIt(missing));
  }

  @Test
  void keepsTheKernelsNumber() {
    VaccelException failed =
        AfalgErrors.failed("cbc(aes)", new SystemCallException("send", "x", Errno.EINVAL));
    assertEquals(Errno.EINVAL, failed.vendorCode());
    assertEquals(
        ErrorCode.EXHAUSTED,
        AfalgErrors.notOpened("sha256", new SystemCallException("accept", "x", Errno.EMFILE))
            .code());
  }

  private static void throwIt(VaccelException e) {
    throw e;
  }
}
