/** Model bundles. Start at {@link dev.vaccel.model.Bundles}. */
package dev.vaccel.model;
