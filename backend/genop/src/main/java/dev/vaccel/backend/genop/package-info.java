/**
 * Maps upstream's generic operation to the described ones, which run on whatever back end of the
 * session has them. {@link dev.vaccel.backend.genop.OperationTable} is the map: one line for each
 * operation with its layout; what is checked of arguments follows from it. Entry point: {@link
 * dev.vaccel.backend.genop.GenopBackendProvider}.
 */
package dev.vaccel.backend.genop;
