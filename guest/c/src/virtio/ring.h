/*
 * The driver's side of a split virtqueue, and registers. Chains have fixed places: the first descriptor of each is a
 * multiple of its size, so there is no list of free ones. Source: VIRTIO 1.2, sections 2.7 and 4.1.4.
 */
#ifndef VACCEL_RING_H
#define VACCEL_RING_H

#include <vaccel/vsock.h>

enum {
  RING_ENTRIES = 128, /* at most: a ring fits a page */
  RING_PAGE = 4096,
  RING_AVAILABLE = 2048,
  RING_USED = 2560,
  DESCRIPTOR_NEXT = 1,
  DESCRIPTOR_WRITE = 2,
  AVAILABLE_NO_INTERRUPT = 1,
  USED_NO_NOTIFY = 1
};

struct vaccel_ring_descriptor {
  uint64_t address;
  uint32_t length;
  uint16_t flags;
  uint16_t next;
};

struct vaccel_ring_available {
  uint16_t flags;
  uint16_t index;
  uint16_t entries[];
};

struct vaccel_ring_used {
  uint16_t flags;
  uint16_t index;
  struct {
    uint32_t id;
    uint32_t length;
  } entries[];
};

/* A chain that is being made. */
struct chain {
  unsigned first, next, end; /* descriptors */
};

static inline void chain_begin(struct chain *chain, unsigned first, unsigned size) {
  *chain = (struct chain){first, first, first + size};
}

/* Adds bytes at a physical address; false if there is no descriptor left. */
bool vaccel_chain_add(struct vaccel_ring *ring, struct chain *chain, uint64_t address, uint32_t length, uint16_t flags);
/* Gives a chain to the device. */
void vaccel_ring_publish(struct vaccel_ring *ring, const struct chain *chain);
/* Tells the device of what was given, if it wants to be told. */
void vaccel_ring_notify(struct vaccel_ring *ring);
/* Takes a chain back: its first descriptor, and how many bytes were written. */
bool vaccel_ring_take(struct vaccel_ring *ring, uint32_t *first, uint32_t *written);

/* Registers of a device, by their offsets in the common configuration. */
enum {
  FEATURE_SELECT = 0,
  FEATURES = 4,
  DRIVER_FEATURE_SELECT = 8,
  DRIVER_FEATURES = 12,
  MSIX_CONFIG = 16,
  NUM_QUEUES = 18,
  DEVICE_STATUS = 20,
  CONFIG_GENERATION = 21,
  QUEUE_SELECT = 22,
  QUEUE_SIZE = 24,
  QUEUE_MSIX_VECTOR = 26,
  QUEUE_ENABLE = 28,
  QUEUE_NOTIFY_OFF = 30,
  QUEUE_DESC = 32,
  QUEUE_DRIVER = 40,
  QUEUE_DEVICE = 48,
  COMMON_LENGTH = 56,
  NO_VECTOR = 0xffff
};

static inline uint8_t read8(const volatile uint8_t *registers, unsigned offset) { return registers[offset]; }

static inline uint16_t read16(const volatile uint8_t *registers, unsigned offset) {
  return *(const volatile uint16_t *)(const volatile void *)(registers + offset);
}

static inline uint32_t read32(const volatile uint8_t *registers, unsigned offset) {
  return *(const volatile uint32_t *)(const volatile void *)(registers + offset);
}

static inline void write8(volatile uint8_t *registers, unsigned offset, uint8_t value) { registers[offset] = value; }

static inline void write16(volatile uint8_t *registers, unsigned offset, uint16_t value) {
  *(volatile uint16_t *)(volatile void *)(registers + offset) = value;
}

static inline void write32(volatile uint8_t *registers, unsigned offset, uint32_t value) {
  *(volatile uint32_t *)(volatile void *)(registers + offset) = value;
}

static inline void write64(volatile uint8_t *registers, unsigned offset, uint64_t value) {
  write32(registers, offset, (uint32_t)value);
  write32(registers, offset + 4, (uint32_t)(value >> 32));
}

/*
 * Sets up the device's queue `index` in a page of memory; false, and *fault says why. It has no interrupt: who waits looks.
 */
bool vaccel_ring_open(
    struct vaccel_ring *ring,
    const struct vaccel_virtio *device,
    uint16_t index,
    void *page,
    uint64_t physical,
    bool event_index,
    const char **fault);

#endif
