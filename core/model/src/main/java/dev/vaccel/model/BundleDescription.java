package dev.vaccel.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code vaccel-model.json}.
 *
 * @param name for people; empty if not said
 * @param version of the model, for people; empty if not said
 * @param task what the model answers
 * @param format what the model file is
 * @param model path of the model in the bundle, with {@code /} between parts
 * @param licence SPDX identifier or text; empty if not said
 * @param description for people; empty if not said
 * @param inputs the inputs it describes, maybe fewer than the model has
 * @param outputs the outputs it describes, maybe fewer than the model has
 * @param decoding how outputs become an answer; null: found from the model's shapes
 * @param labels path of the label file in the bundle, or null
 * @param files SHA-256 (64 lower-case hexadecimal digits) by path in the bundle
 */
public record BundleDescription(
    String name,
    String version,
    Task task,
    ModelFormat format,
    String model,
    String licence,
    String description,
    List<ModelInput> inputs,
    List<ModelOutput> outputs,
    @Nullable Decoding decoding,
    @Nullable String labels,
    Map<String, String> files) {
  /** Copies the collections. */
  public BundleDescription {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    files = Map.copyOf(files);
  }

  /** A description without a decoding. */
  public BundleDescription(
      String name,
      String version,
      Task task,
      ModelFormat format,
      String model,
      String licence,
      String description,
      List<ModelInput> inputs,
      List<ModelOutput> outputs,
      @Nullable String labels,
      Map<String, String> files) {
    this(
        name,
        version,
        task,
        format,
        model,
        licence,
        description,
        inputs,
        outputs,
        null,
        labels,
        files);
  }

  /** A description that says nothing but where the model is. */
  public static BundleDescription of(Task task, ModelFormat format, String model) {
    return new BundleDescription(
        "", "", task, format, model, "", "", List.of(), List.of(), null, null, Map.of());
  }

  /** This description with other names for its files, and their hashes. */
  public BundleDescription withFiles(
      String newModel, @Nullable String newLabels, Map<String, String> newFiles) {
    return new BundleDescription(
        name,
        version,
        task,
        format,
        newModel,
        licence,
        description,
        inputs,
        outputs,
        decoding,
        newLabels,
        newFiles);
  }

  /** This description with other inputs and outputs. */
  public BundleDescription withInterface(List<ModelInput> newInputs, List<ModelOutput> newOutputs) {
    return new BundleDescription(
        name,
        version,
        task,
        format,
        model,
        licence,
        description,
        newInputs,
        newOutputs,
        decoding,
        labels,
        files);
  }

  /** This description with another decoding. */
  public BundleDescription withDecoding(@Nullable Decoding newDecoding) {
    return new BundleDescription(
        name,
        version,
        task,
        format,
        model,
        licence,
        description,
        inputs,
        outputs,
        newDecoding,
        labels,
        files);
  }
}
