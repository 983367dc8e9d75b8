package dev.vaccel.model;

import static dev.vaccel.model.TestFiles.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleJsonTest {
  private static final String REQUIRED =
      "\"task\":\"classify\",\"format\":\"onnx\",\"model\":\"m.onnx\"";

  @Test
  void readsEveryField() {
    BundleDescription bundle =
        read(
            """
            {"name":"shapes","version":"1.2","task":"classify","format":"onnx",
             "model":"w/shapes.onnx","licence":"Apache-2.0","description":"ten shapes",
             "inputs":[{"name":"data_0","elementType":"f16","layout":"NCHW","width":224,
               "height":200,"colorOrder":"BGR","mean":[104,117,123],"scale":[1,0.5,0.25],
               "resize":"letterbox","filter":"bilinear"}],
             "outputs":[{"name":"out","kind":"logits"}],
             "labels":"labels.txt",
             "files":{"labels.txt":"%s"},
             "x-note":{"anything":[1,null,true]}}
            """
                .formatted("ab".repeat(32)));
    assertEquals("shapes", bundle.name());
    assertEquals("1.2", bundle.version());
    assertEquals(Task.CLASSIFY, bundle.task());
    assertEquals(ModelFormat.ONNX, bundle.format());
    assertEquals("w/shapes.onnx", bundle.model());
    assertEquals("Apache-2.0", bundle.licence());
    assertEquals("ten shapes", bundle.description());
    assertEquals("labels.txt", bundle.labels());
    assertEquals(Map.of("labels.txt", "ab".repeat(32)), bundle.files());
    assertEquals(List.of(new ModelOutput("out", OutputKind.LOGITS)), bundle.outputs());
    assertEquals(
        List.of(
            new ModelInput(
                "data_0",
                ElementType.F16,
                Layout.NCHW,
                224,
                200,
                ColorOrder.BGR,
                List.of(104f, 117f, 123f),
                List.of(1f, 0.5f, 0.25f),
                ResizeRule.LETTERBOX,
                ResizeFilter.BILINEAR)),
        bundle.inputs());
  }

  @Test
  void guessesWhatAnInputDoesNotSay() {
    ModelInput input = read("{" + REQUIRED + ",\"inputs\":[{}]}").inputs().getFirst();
    assertEquals(ModelInput.GUESS, input);
    assertNull(input.layout());
  }

  @Test
  void scaleWithoutMeanSubtractsNothing() {
    ModelInput input =
        read("{" + REQUIRED + ",\"inputs\":[{\"scale\":[0.5]}]}").inputs().getFirst();
    assertEquals(0f, input.meanOf(2));
    assertEquals(0.5f, input.scaleOf(2));
  }

  @Test
  void whatIsWrittenReadsBackTheSame() {
    BundleDescription bundle =
        new BundleDescription(
            "n",
            "v",
            Task.DETECT,
            ModelFormat.TFLITE,
            "a/b.tflite",
            "MIT",
            "d <&> \"quoted\"",
            List.of(ModelInput.GUESS),
            List.of(new ModelOutput(null, OutputKind.PROBABILITIES), new ModelOutput("o", null)),
            "l.txt",
            Map.of("l.txt", "0".repeat(64)));
    assertEquals(bundle, read(BundleJson.write(bundle)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{`task`:`classify`,`format`:`onnx`}|model is missing|path of the model",
        "{`format`:`onnx`,`model`:`m`}|task is missing|classify",
        "{`task`:`guess`,`format`:`onnx`,`model`:`m`}|task is `guess`|detect, segment",
        "{`task`:7,`format`:`onnx`,`model`:`m`}|task is 7|one of classify",
        "{`task`:`classify`,`format`:`pb`,`model`:`m`}|format is `pb`|savedmodel, frozengraph,"
            + " torchscript",
        "{R,`labelz`:`l`}|unknown field labelz|labels",
        "{R,`name`:[1]}|name is [1.0]|a text",
        "{R,`inputs`:{}}|inputs is {}|list of objects",
        "{R,`inputs`:[{},3]}|inputs is|list of objects",
        "{R,`inputs`:[{},{`layout`:`HWC`}]}|inputs[1].layout is `HWC`|NCHW, NHWC",
        "{R,`inputs`:[{`width`:0}]}|inputs[0].width is 0|whole number from 1 to 16384",
        "{R,`inputs`:[{`width`:1.5}]}|inputs[0].width is 1.5|whole number",
        "{R,`inputs`:[{`height`:1e99}]}|inputs[0].height is|whole number",
        "{R,`inputs`:[{`mean`:[1,2]}]}|inputs[0].mean is [1.0,2.0]|3 numbers",
        "{R,`inputs`:[{`mean`:[1,2,1e40]}]}|inputs[0].mean is|3 numbers",
        "{R,`inputs`:[{`colorOrder`:`GRAY`,`mean`:[1,2,3]}]}|inputs[0].mean is|1 number",
        "{R,`inputs`:[{`scale`:[`1`]}]}|inputs[0].scale is|3 numbers",
        "{R,`inputs`:[{`elementType`:`float`}]}|inputs[0].elementType is `float`|f16, bf16",
        "{R,`inputs`:[{`resize`:`fit`}]}|inputs[0].resize is `fit`|stretch, crop, letterbox",
        "{R,`inputs`:[{`x-y`:1}]}|unknown field inputs[0].x-y|layout, width",
        "{R,`outputs`:[{`kind`:`softmax`}]}|outputs[0].kind is `softmax`|probabilities, logits",
        "{R,`files`:{`a`:`12`}}|files.a is `12`|64 lower-case",
        "{R,`files`:{`a`:12}}|files.a is 12|SHA-256",
        "{R,`name`:`a`,`name`:`b`}|`name` is there twice|twice",
        "[1]|one JSON object|JSON object",
        "{R} {}|valid JSON|vaccel-model.json",
        "{R,}|not valid JSON|vaccel-model.json",
        "{R,'name':'x'}|not valid JSON|vaccel-model.json",
        "{R,`inputs`:[{`width`:NaN}]}|not valid JSON|vaccel-model.json",
        "{R|not valid JSON|vaccel-model.json",
        "##|not valid JSON|vaccel-model.json",
      })
  void refusesWithFieldValueAndWhatIsAccepted(String json, String problem, String accepted) {
    String text = (json == null ? "" : json).replace("{R", "{" + REQUIRED).replace('`', '"');
    assertFails(
        ErrorCode.CORRUPT, () -> read(text), problem.replace('`', '"'), accepted, "vaccel-model");
  }

  @Test
  void refusesNestingWithoutEnd() {
    assertFails(ErrorCode.CORRUPT, () -> read("{\"x-\":" + "[".repeat(100_000)), "not valid JSON");
  }

  private static BundleDescription read(String json) {
    return BundleJson.read(StrictJson.parse(Bundles.FILE_NAME, json));
  }
}
