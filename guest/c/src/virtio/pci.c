#include "ring.h"

enum { STATUS = 4, CAPABILITIES = 0x34, VENDOR = 9, COMMON = 1, NOTIFY = 2, DEVICE = 4 };

static volatile uint8_t *place(const struct vaccel_pci *pci, unsigned at, uint32_t *length, uint32_t least) {
  unsigned bar = pci->read(pci->context, at + 4) & 0xff;
  uint32_t offset = pci->read(pci->context, at + 8);
  *length = pci->read(pci->context, at + 12);
  if (bar > 5 || (offset & 3) != 0 || *length < least || *length > UINT32_MAX - offset) {
    return NULL;
  }
  return pci->map(pci->context, bar, offset, *length);
}

const char *vaccel_virtio_pci(const struct vaccel_pci *pci, struct vaccel_virtio *device) {
  *device = (struct vaccel_virtio){0};
  if ((pci->read(pci->context, STATUS) >> 16 & 0x10) == 0) {
    return "the PCI function has no capabilities: it is no virtio 1.x device";
  }
  unsigned at = pci->read(pci->context, CAPABILITIES) & 0xfc;
  /* No more than fit, if they point at each other in a circle. */
  for (int left = 48; at >= 0x40 && left > 0; left--) {
    uint32_t head = pci->read(pci->context, at);
    uint32_t length;
    unsigned type = head >> 24;
    if ((head & 0xff) == VENDOR && at <= 0x100 - 20) {
      /* The first of each kind is the one to take. */
      if (type == COMMON && device->common == NULL) {
        device->common = place(pci, at, &length, COMMON_LENGTH);
      } else if (type == NOTIFY && device->notify == NULL) {
        device->notify = place(pci, at, &device->notify_length, 2);
        device->notify_step = pci->read(pci->context, at + 16);
      } else if (type == DEVICE && device->config == NULL) {
        device->config = place(pci, at, &device->config_length, 8);
      }
    }
    at = head >> 8 & 0xfc;
  }
  if (device->common == NULL || device->notify == NULL || device->config == NULL) {
    return "the PCI function is no virtio 1.x device, or its memory cannot be reached";
  }
  return NULL;
}
