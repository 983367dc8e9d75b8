package dev.vaccel.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.wire.spi.Address;
import java.nio.charset.StandardCharsets;

/** Addresses: what is read is written, and read as the same again. */
class AddressFuzzTest {
  @FuzzTest
  void address(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    Fuzzing.decode(
        data.length,
        () -> {
          Address address = Address.parse(text);
          Address again = Address.parse(address.toString());
          if (!address.equals(again)) {
            throw new AssertionError(address + " became " + again);
          }
        });
  }
}
