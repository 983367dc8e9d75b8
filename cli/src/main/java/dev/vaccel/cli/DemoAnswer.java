package dev.vaccel.cli;

/**
 * One picture's answer.
 *
 * @param label the most likely label
 * @param confidence its probability
 * @param medianMs median time of a call
 */
record DemoAnswer(String label, float confidence, double medianMs) {}
