/** The back end {@code tflite}; see {@link dev.vaccel.backend.tflite.TfliteBackendProvider}. */
package dev.vaccel.backend.tflite;
