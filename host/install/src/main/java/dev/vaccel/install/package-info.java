/** Installing frameworks; begin with {@link dev.vaccel.install.Installer}. */
package dev.vaccel.install;
