/** The back end {@code tensorflow}. */
package dev.vaccel.backend.tensorflow;
