/** Split virtqueues, guest memory, vhost-user, and the devices built on them. */
@NullMarked
package dev.vaccel.virtio;

import org.jspecify.annotations.NullMarked;
