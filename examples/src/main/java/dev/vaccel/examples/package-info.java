/**
 * Small guest programs: {@code ClassifyPicture} names a picture, {@code MultiplyCaller} multiplies
 * matrices, {@code DetectSpeech}, {@code SpotKeyword} and {@code ClassifyText} run models of sound
 * and text by tensors, {@code ClassifyCaller} is the caller of {@code vaccel demo} and measures.
 */
package dev.vaccel.examples;
