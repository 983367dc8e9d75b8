/**
 * Small guest programs: {@code ClassifyPicture} names a picture, {@code MultiplyCaller} multiplies
 * matrices, {@code ClassifyCaller} is the caller of {@code vaccel demo} and measures.
 */
package dev.vaccel.examples;
