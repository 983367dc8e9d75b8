package dev.vaccel.fetch;

import static dev.vaccel.fetch.FetchFixture.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.vaccel.api.ErrorCode;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpsAddressTest {
  @Test
  void addressesAreHttpsWithAHostAndWithoutAUser() {
    for (String good :
        List.of("https://a", "HTTPS://a/b", "https://127.0.0.1:8443/a?b#c", "https://[::1]/a")) {
      assertEquals(URI.create(good), HttpsAddress.parse(good));
    }
    assertEquals("https://a/%C3%A4", HttpsAddress.parse("https://a/\u00e4").toString());
    for (String bad :
        List.of(
            "http://127.0.0.1/x",
            "ftp://a/b",
            "central",
            "https:///x",
            "https:a",
            "https:a b",
            "%",
            "",
            "//a/b",
            "https://a:x/",
            "https://a_b@/",
            "https://user:secret@a/b",
            "https://@a/b",
            "https:// a",
            "https://a\nb")) {
      assertFails(ErrorCode.INVALID_CONFIG, () -> HttpsAddress.parse(bad), "https://HOST/PATH");
    }
  }

  @Test
  void whatMayBeASecretIsNotShown() {
    assertEquals(
        "https://a:1/b/c?...", HttpsAddress.shown(URI.create("https://a:1/b/c?token=secret#part")));
    assertEquals("https://a/b@c", HttpsAddress.shown(URI.create("https://a/b@c")));
    for (String text :
        List.of(
            "https://user:secret@a/b?c",
            "http://user:secret@a",
            "https://user:sec/ret:secret@a/b c",
            "https://user:secret?x@a",
            "https://user:secret#x@a",
            "https://a/b?key=secret with blanks",
            "user:secret@a",
            "https:user:secret@a",
            "https://a/b\n?secret",
            "https://a\u0001b?x=secret",
            "https://a_b:8/?token=secret")) {
      String shown = HttpsAddress.shown(text);
      assertFalse(shown.contains("secret"), shown);
      assertFalse(shown.contains("user"), shown);
      assertEquals(1, shown.lines().count(), shown);
    }
  }

  @Test
  void whatOthersSayIsOneLine() {
    assertEquals("a b?c?d", ForeignText.printable("a\r\n b\u001bc\u202ed\n"));
    assertEquals(303, ForeignText.printable("x".repeat(10_000)).length());
  }
}
