#include "frame.h"

#include <stdarg.h>
#include <string.h>

static size_t append(char *into, size_t size, size_t at, const char *text) {
  while (*text != 0 && at + 1 < size) {
    into[at++] = *text++;
  }
  into[at] = 0;
  return at;
}

static size_t append_number(char *into, size_t size, size_t at, int64_t number) {
  char digits[DECIMAL_SIZE];
  size_t next = number < 0 ? append(into, size, at, "-") : at;
  return append(into, size, next, vaccel_decimal(number < 0 ? 0 - (uint64_t)number : (uint64_t)number, digits));
}

static int fail(struct vaccel_client *client, int code, const char *format, va_list arguments) {
  struct vaccel_error *error = &client->error;
  size_t at = 0;
  error->code = code;
  error->vendor = 0;
  error->text[0] = 0;
  for (; *format != 0; format++) {
    if (format[0] == '%' && format[1] == 's') {
      at = append(error->text, sizeof error->text, at, va_arg(arguments, const char *));
      format++;
    } else if (format[0] == '%' && format[1] == 'd') {
      at = append_number(error->text, sizeof error->text, at, va_arg(arguments, int64_t));
      format++;
    } else {
      char one[2] = {*format, 0};
      at = append(error->text, sizeof error->text, at, one);
    }
  }
  return code;
}

int vaccel_fail(struct vaccel_client *client, int code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fail(client, code, format, arguments);
  va_end(arguments);
  return code;
}

int vaccel_lose(struct vaccel_client *client, int code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fail(client, code, format, arguments);
  va_end(arguments);
  client->lost = true;
  return code;
}

/* Length of the character that begins at `at`, 0 if it is none. Source: Unicode, table 3-7. */
static size_t character(const uint8_t *text, size_t at, size_t length) {
  uint8_t first = text[at];
  size_t more = first < 0x80 ? 0 : first < 0xc2 ? 9 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : 9;
  if (more >= length - at) {
    return 0;
  }
  for (size_t i = 1; i <= more; i++) {
    if ((text[at + i] & 0xc0) != 0x80) {
      return 0;
    }
  }
  if (more >= 2) {
    uint8_t second = text[at + 1];
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) || (first == 0xf0 && second < 0x90) ||
        (first == 0xf4 && second > 0x8f)) {
      return 0;
    }
  }
  return more + 1;
}

bool vaccel_is_utf8(const uint8_t *text, size_t length) {
  for (size_t at = 0; at < length;) {
    size_t next = character(text, at, length);
    if (next == 0) {
      return false;
    }
    at += next;
  }
  return true;
}

void vaccel_copy_text(char *into, size_t size, const uint8_t *text, uint64_t length) {
  size_t at = 0;
  size_t end = length < SIZE_MAX ? (size_t)length : SIZE_MAX;
  for (size_t from = 0; from < end;) {
    size_t next = character(text, from, end);
    size_t bytes = next == 0 ? 1 : next;
    bool control = next == 0 || (next == 1 && (text[from] < 0x20 || text[from] == 0x7f));
    if (at + bytes >= size) {
      break;
    }
    if (control) {
      into[at] = '?';
    } else {
      memcpy(into + at, text + from, bytes);
    }
    at += bytes;
    from += bytes;
  }
  into[at] = 0;
}
