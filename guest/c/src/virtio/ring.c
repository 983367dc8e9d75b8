#include "ring.h"

#include <string.h>

bool vaccel_ring_open(
    struct vaccel_ring *ring,
    const struct vaccel_virtio *device,
    uint16_t index,
    void *page,
    uint64_t physical,
    bool event_index,
    const char **fault) {
  volatile uint8_t *common = device->common;
  write16(common, QUEUE_SELECT, index);
  uint16_t entries = read16(common, QUEUE_SIZE);
  if (entries == 0 || (entries & (entries - 1)) != 0) {
    *fault = "the device has a queue of an impossible size";
    return false;
  }
  if (entries > RING_ENTRIES) {
    entries = RING_ENTRIES;
    write16(common, QUEUE_SIZE, entries);
  }
  uint64_t notify = (uint64_t)read16(common, QUEUE_NOTIFY_OFF) * device->notify_step;
  if (notify + 2 > device->notify_length) {
    *fault = "the device's notification register lies outside of its BAR";
    return false;
  }
  memset(page, 0, RING_PAGE);
  memset(ring, 0, sizeof *ring);
  uint8_t *bytes = page;
  ring->descriptors = page;
  ring->available = (void *)(bytes + RING_AVAILABLE);
  ring->used = (void *)(bytes + RING_USED);
  ring->notify = device->notify + notify;
  ring->index = index;
  ring->entries = entries;
  ring->event_index = event_index;
  /* With event indices the flag is not looked at: the index is kept half a round away instead. */
  ring->available->flags = event_index ? 0 : AVAILABLE_NO_INTERRUPT;
  ring->available->entries[entries] = 0x8000;
  write16(common, QUEUE_MSIX_VECTOR, NO_VECTOR);
  write64(common, QUEUE_DESC, physical);
  write64(common, QUEUE_DRIVER, physical + RING_AVAILABLE);
  write64(common, QUEUE_DEVICE, physical + RING_USED);
  write16(common, QUEUE_ENABLE, 1);
  return true;
}

bool vaccel_chain_add(
    struct vaccel_ring *ring, struct chain *chain, uint64_t address, uint32_t length, uint16_t flags) {
  struct vaccel_ring_descriptor *last = ring->descriptors + chain->next - 1;
  if (chain->next > chain->first && last->address + last->length == address) {
    last->length += length;
    return true;
  }
  if (chain->next == chain->end) {
    return false;
  }
  if (chain->next > chain->first) {
    last->flags |= DESCRIPTOR_NEXT;
    last->next = (uint16_t)chain->next;
  }
  ring->descriptors[chain->next++] = (struct vaccel_ring_descriptor){address, length, flags, 0};
  return true;
}

void vaccel_ring_publish(struct vaccel_ring *ring, const struct chain *chain) {
  ring->available->entries[ring->next_available & (ring->entries - 1)] = (uint16_t)chain->first;
  ring->next_available++;
  __atomic_store_n(&ring->available->index, ring->next_available, __ATOMIC_RELEASE);
}

void vaccel_ring_notify(struct vaccel_ring *ring) {
  uint16_t given = (uint16_t)(ring->next_available - ring->told);
  if (given == 0) {
    return;
  }
  ring->told = ring->next_available;
  /* What was given is visible before we look at whether the device sleeps. */
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  bool wanted;
  if (ring->event_index) {
    const uint16_t *event = (const uint16_t *)(const void *)&ring->used->entries[ring->entries];
    uint16_t at = __atomic_load_n(event, __ATOMIC_RELAXED);
    wanted = (uint16_t)(ring->next_available - at - 1) < given;
  } else {
    wanted = (__atomic_load_n(&ring->used->flags, __ATOMIC_RELAXED) & USED_NO_NOTIFY) == 0;
  }
  if (wanted) {
    write16(ring->notify, 0, ring->index);
  }
}

bool vaccel_ring_take(struct vaccel_ring *ring, uint32_t *first, uint32_t *written) {
  if (__atomic_load_n(&ring->used->index, __ATOMIC_ACQUIRE) == ring->next_used) {
    return false;
  }
  unsigned at = ring->next_used & (ring->entries - 1u);
  *first = ring->used->entries[at].id;
  *written = ring->used->entries[at].length;
  ring->next_used++;
  __atomic_store_n(&ring->available->entries[ring->entries], (uint16_t)(ring->next_used + 0x8000), __ATOMIC_RELAXED);
  return true;
}
