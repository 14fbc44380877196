package dev.trainyard.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// Every component of a record has to be there, unless it is marked `@Nullable`: so that no null
/// comes in that the compiler was told cannot be.
final class RequiredComponents extends JacksonAnnotationIntrospector {
  @Serial private static final long serialVersionUID = 1L;

  @Override
  public Boolean hasRequiredMarker(AnnotatedMember member) {
    return isRequired(member) ? Boolean.TRUE : super.hasRequiredMarker(member);
  }

  @Override
  public JsonSetter.Value findSetterInfo(Annotated member) {
    return isRequired(member)
        ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
        : super.findSetterInfo(member);
  }

  private static boolean isRequired(Annotated member) {
    return member instanceof AnnotatedParameter component
        && component.getOwner() instanceof AnnotatedConstructor constructor
        && constructor.getDeclaringClass().isRecord()
        && !constructor
            .getAnnotated()
            .getAnnotatedParameterTypes()[component.getIndex()]
            .isAnnotationPresent(Nullable.class);
  }
}
