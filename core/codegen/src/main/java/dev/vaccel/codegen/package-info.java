/**
 * The description of an API and its emitters. {@link dev.vaccel.codegen.DescriptionProcessor} is
 * the entry point in a compilation; {@link dev.vaccel.codegen.Api} is the root of the intermediate
 * form and {@link dev.vaccel.codegen.ApiJson} its text.
 */
package dev.vaccel.codegen;
