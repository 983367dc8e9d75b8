/** Models by name. Start at {@link dev.vaccel.modelstore.ModelStore}. */
package dev.vaccel.modelstore;
