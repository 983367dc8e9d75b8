/**
 * Small guest programs: {@code ClassifyCaller} names pictures, {@code MultiplyCaller} multiplies.
 */
package dev.vaccel.examples;
