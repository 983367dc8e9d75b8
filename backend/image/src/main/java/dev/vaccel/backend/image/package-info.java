/** The back end {@code image}. Start at {@link dev.vaccel.backend.image.ImageBackendProvider}. */
package dev.vaccel.backend.image;
