package dev.trainyard.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The objects of the chart, held against the types of Kubernetes' API as its client knows them.
class ChartTypesTest {
  /// Kinds whose types are not among those of the client here.
  private static final Set<String> UNKNOWN = Set.of("PodDisruptionBudget", "ServiceMonitor");

  private final Chart chart = Chart.ofProject();
  private final KubernetesSerialization kubernetes = strict();

  private static KubernetesSerialization strict() {
    ObjectMapper mapper = new ObjectMapper();
    mapper
        .coercionConfigFor(LogicalType.Textual)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    return new KubernetesSerialization(mapper, true);
  }

  @ParameterizedTest
  @EnumSource
  void everyFieldIsOneOfKubernetes(Variety variety) throws Exception {
    List<String> wrong = new ArrayList<>();
    for (JsonNode object : chart.render(variety).objects()) {
      Object typed = kubernetes.unmarshal(object.toString());
      if (UNKNOWN.contains(object.path("kind").asText())) {
        continue;
      }
      assertThat(typed).as(Release.name(object)).isNotInstanceOf(GenericKubernetesResource.class);
      collectUnknown(Release.name(object), typed, wrong);
    }

    assertThat(wrong).isEmpty();
  }

  private static void collectUnknown(String path, Object value, List<String> wrong)
      throws ReflectiveOperationException {
    if (value instanceof Collection<?> items) {
      for (Object item : items) {
        collectUnknown(path + "[]", item, wrong);
      }
    } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
      for (Method method : value.getClass().getMethods()) {
        if (method.getName().startsWith("get") && method.getParameterCount() == 0) {
          collectUnknown(path, method, value, wrong);
        }
      }
    }
  }

  private static void collectUnknown(String path, Method method, Object owner, List<String> wrong)
      throws ReflectiveOperationException {
    if (method.getName().equals("getAdditionalProperties")) {
      ((Map<?, ?>) method.invoke(owner)).keySet().forEach(key -> wrong.add(path + "." + key));
    } else {
      collectUnknown(path + "." + method.getName().substring(3), method.invoke(owner), wrong);
    }
  }
}
