/** The back end {@code pytorch}. */
package dev.vaccel.backend.pytorch;
