/**
 * Functions of native libraries that take arguments as upstream vAccel's exec plug-in hands them
 * over ({@link dev.vaccel.api.exec.TypedExecApi}), and operations by upstream's number with the
 * same arguments ({@link dev.vaccel.api.exec.GenopApi}).
 */
package dev.vaccel.api.exec;
