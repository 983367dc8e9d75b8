/* Arithmetic on 64 bits where a machine of 32 would call a library: the core has none. */
#include "frame.h"

char *vaccel_decimal(uint64_t number, char digits[DECIMAL_SIZE]) {
  char *first = digits + DECIMAL_SIZE - 1;
  *first = 0;
  do {
    uint32_t rest = 0;
    uint64_t quotient = 0;
    for (int shift = 48; shift >= 0; shift -= 16) {
      uint32_t part = rest << 16 | (uint32_t)(number >> shift & 0xffff);
      quotient |= (uint64_t)(part / 10) << shift;
      rest = part % 10;
    }
    *--first = (char)('0' + rest);
    number = quotient;
  } while (number != 0);
  return first;
}

bool vaccel_product(uint64_t a, uint64_t b, uint64_t *product) {
  uint32_t a_high = (uint32_t)(a >> 32);
  uint32_t b_high = (uint32_t)(b >> 32);
  if (a_high != 0 && b_high != 0) {
    return false;
  }
  /* One of them is zero. */
  uint64_t middle = (uint64_t)a_high * (uint32_t)b + (uint64_t)b_high * (uint32_t)a;
  uint64_t low = (uint64_t)(uint32_t)a * (uint32_t)b;
  *product = (middle << 32) + low;
  return middle >> 32 == 0 && *product >= low;
}
