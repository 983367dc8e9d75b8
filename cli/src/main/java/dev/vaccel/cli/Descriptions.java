package dev.vaccel.cli;

import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.codegen.Api;
import dev.vaccel.codegen.ApiJson;
import dev.vaccel.codegen.DescriptionException;
import dev.vaccel.runtime.ApiBindings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The descriptions that this build brings along. */
final class Descriptions {
  private Descriptions() {}

  /** Every described API, by rising number. */
  static List<Api> all() throws IOException {
    List<Api> apis = new ArrayList<>();
    for (ApiBinding<?> binding : ApiBindings.load().all()) {
      apis.add(read(binding));
    }
    return apis;
  }

  private static Api read(ApiBinding<?> binding) throws IOException {
    String name = binding.description().name();
    try {
      return ApiJson.read(binding.type().getModule(), name);
    } catch (DescriptionException e) {
      throw Failure.failed("description of API " + name + ": " + e.getMessage());
    }
  }
}
