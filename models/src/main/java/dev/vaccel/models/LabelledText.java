package dev.vaccel.models;

/**
 * A text with its kind.
 *
 * @param text of any length
 * @param kind what wrote it
 */
record LabelledText(String text, TextKind kind) {}
